# `lib.nixosSystem`: evaluates modules over the options of this folder.
{ lib, packages }:
{
  system ? null,
  modules,
  specialArgs ? { },
}:
let
  options = map (name: ./options + "/${name}") (builtins.attrNames (builtins.readDir ./options));
  evaluated = lib.evalModules {
    class = "nixos";
    specialArgs = {
      modulesPath = toString ./.;
    }
    // specialArgs;
    modules =
      modules
      ++ options
      ++ [
        ./toplevel.nix
        (
          { config, ... }:
          {
            _file = ./default.nix;
            options.nixpkgs.hostPlatform = lib.mkOption {
              type = lib.types.str;
              description = "System the host runs on.";
            };
            config = {
              nixpkgs = lib.optionalAttrs (system != null) { hostPlatform = lib.mkOptionDefault system; };
              _module.args.pkgs = packages.${config.nixpkgs.hostPlatform};
            };
          }
        )
      ];
  };
in
evaluated
// {
  pkgs = packages.${evaluated.config.nixpkgs.hostPlatform};
}
