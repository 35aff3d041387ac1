# nix-darwin.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
    in
    nixward.open "an output of nix-darwin that is not known" {
      lib = nixward.open "a part of nix-darwin's `lib` that is not known" {
        darwinSystem = import ../configuration.nix "darwin";
      };
      flakeModules.default = ./flake-module.nix;
    };
}
