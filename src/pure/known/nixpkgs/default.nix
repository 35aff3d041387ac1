# The package set: overlays over packages nobody knows without Nix.
{
  overlays ? [ ],
  ...
}@args:
let
  nixward = import ../nixward.nix;
  lib = import ./lib;
  base =
    pkgs:
    nixward.open "a package of nixpkgs" {
      inherit lib pkgs;
      nixos = configuration: import ../configuration.nix "nixos" { modules = lib.toList configuration; };
    };
in
lib.fix (lib.foldl' (packages: overlay: lib.extends (lib.toExtension overlay) packages) base overlays)
