# Snowfall lib: systems, homes, modules and a library from a folder structure.
{
  outputs =
    inputs:
    let
      nixward = import ../nixward.nix;
      unlocked = import ../unlocked.nix;
      own = {
        nixpkgs = unlocked ../nixpkgs;
        flake-utils-plus = unlocked ../flake-utils-plus;
      }
      // inputs;
      # Version 2 brought homes, and moved the library of a flake.
      isKnown = import ../since.nix inputs.self 1694678400;
      mkLib = if isKnown then import ./lib.nix own else nixward.because "snowfall-lib before version 2";
    in
    nixward.open "an output of snowfall-lib that is not known" {
      inherit mkLib;
      mkFlake =
        { inputs, src, ... }@arguments:
        (mkLib {
          inherit inputs src;
          snowfall = arguments.snowfall or { };
        }).mkFlake
          (
            removeAttrs arguments [
              "inputs"
              "src"
            ]
          );
    };
}
