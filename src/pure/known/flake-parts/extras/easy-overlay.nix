# An overlay of the flake's packages.
{ lib, flake-parts-lib, ... }:
let
  nixward = import ../../nixward.nix;
in
{
  options.perSystem = flake-parts-lib.mkPerSystemOption (
    { pkgs, ... }:
    {
      options.overlayAttrs = lib.mkOption {
        type = lib.types.lazyAttrsOf lib.types.raw;
        default = { };
      };
      config._module.args.final = lib.mkDefault (nixward.because "packages with this flake's overlay");
    }
  );
  config.flake.overlays.default = nixward.because "the overlay that `easyOverlay` makes";
}
