# Hosts from the files and folders in `configurations`.
since:
{ lib, self, ... }:
let
  nixward = import ../nixward.nix;
  # Other files than Nix's are left out since 29 June 2025.
  onlyNix = since 1751174231;
  found =
    folder: f:
    let
      entry =
        name: type:
        let
          path = "${folder}/${name}";
          short = lib.removeSuffix ".nix" name;
        in
        if type == "regular" && (!onlyNix || short != name) then
          [ (lib.nameValuePair short (f path)) ]
        else if type == "directory" && builtins.pathExists "${path}/default.nix" then
          [ (lib.nameValuePair name (f path)) ]
        else
          [ ];
    in
    if builtins.pathExists folder then
      lib.listToAttrs (lib.concatLists (lib.mapAttrsToList entry (builtins.readDir folder)))
    else
      { };
  build = name: self.nixos-unified.lib.${name};
in
{
  config.flake = {
    darwinConfigurations = found "${self}/configurations/darwin" (
      build "mkMacosSystem" { home-manager = true; }
    );
    nixosConfigurations = found "${self}/configurations/nixos" (
      build "mkLinuxSystem" { home-manager = true; }
    );
    darwinModules = found "${self}/modules/darwin" (path: path);
    nixosModules = found "${self}/modules/nixos" (path: path);
    homeModules = found "${self}/modules/home" (path: path);
    overlays = found "${self}/overlays" (_: nixward.because "an overlay");
  };
}
