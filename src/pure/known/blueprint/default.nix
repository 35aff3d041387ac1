# The outputs that blueprint makes of folders, as far as hosts go; what else it makes, in a flake
# that has the folders for it, is not known.
own:
{
  inputs,
  prefix ? null,
  nixpkgs ? { },
  systems ? inputs.systems or own.systems or (import ../systems/default),
}:
let
  nixward = import ../nixward.nix;
  lib = import ../nixpkgs/lib;
  all = own // inputs;
  flake = inputs.self;
  source =
    if prefix == null then
      flake
    else if builtins.isPath prefix then
      prefix
    else
      "${flake}/${prefix}";
  folder = import ./folder.nix;
  homes = import ./homes.nix { inherit folder source; };
  hosts = import ./hosts.nix {
    inherit
      all
      flake
      folder
      homes
      own
      source
      ;
  };
  modules = lib.mapAttrs (name: _: lib.mapAttrs (_: entry: entry.path) (folder "${source}/modules/${name}")) (
    lib.filterAttrs (_: type: type == "directory") (
      if builtins.pathExists "${source}/modules" then builtins.readDir "${source}/modules" else { }
    )
  );
  perSystem =
    why: lib.genAttrs (if builtins.isList systems then systems else import systems) (_: nixward.because why);
in
# Newer revisions have more outputs; none of these was ever a host.
nixward.perhaps {
  inherit (hosts) nixOnDroidConfigurations robotnixConfigurations systemConfigs;
  __functor = nixward.because "the flake as a function";
  checks = perSystem "the checks that blueprint makes";
  darwinModules = modules.darwin or { };
  homeModules = modules.home or { };
  legacyPackages = nixward.because "the packages that blueprint makes";
  mkPackagesFor = nixward.because "the packages that blueprint makes";
  templates = nixward.because "the templates that blueprint makes";
}
// {
  inherit (hosts) darwinConfigurations nixosConfigurations;
  inherit modules;
  lib =
    if builtins.pathExists "${source}/lib" then
      import "${source}/lib" {
        inputs = all;
        inherit flake;
        self = throw "self was renamed to flake";
      }
    else
      { };
  devShells = perSystem "the shells that blueprint makes";
  formatter = perSystem "the formatter that blueprint makes";
  nixosModules = modules.nixos or { };
  packages = perSystem "the packages that blueprint makes";
}
