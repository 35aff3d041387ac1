# The inputs of a flake, and their libraries.
let
  lib = import ../nixpkgs/lib;
in
rec {
  without-self = inputs: removeAttrs inputs [ "self" ];
  without-src = inputs: removeAttrs inputs [ "src" ];
  without-snowfall-inputs = inputs: without-self (without-src inputs);
  get-libs =
    inputs:
    lib.mapAttrs (_: input: input.lib) (
      lib.filterAttrs (_: input: lib.isAttrs (input.lib or null)) inputs
    );
}
