# blueprint: outputs from a folder structure. The flake itself is the function.
{
  outputs =
    { self, ... }@inputs:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of blueprint that is not known" {
      __functor = _: import ./. inputs;
    };
}
