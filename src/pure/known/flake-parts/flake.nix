# flake-parts: a flake's outputs as modules.
{
  outputs =
    _:
    let
      nixward = import ../nixward.nix;
      lib = import ../nixpkgs/lib;
    in
    nixward.open "an output of flake-parts that is not known" {
      lib = nixward.open "a part of flake-parts' `lib` that is not known" (import ./lib.nix lib);
      flakeModules = nixward.open "a module of flake-parts that is not known" {
        bundlers = ./extras/bundlers.nix;
        easyOverlay = ./extras/easy-overlay.nix;
        flakeModules = ./extras/flake-modules.nix;
        modules = ./extras/modules.nix;
        partitions = ./extras/partitions.nix;
        touchup = ./extras/touchup.nix;
      };
    };
}
