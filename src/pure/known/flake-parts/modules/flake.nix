# The outputs as a whole.
{ config, lib, ... }:
let
  nixward = import ../../nixward.nix;
  inherit (lib) mkOption types;
in
{
  _nixward.declares = nixward.because "an option that only some releases of flake-parts have";
  options = {
    flake = mkOption {
      type = types.submoduleWith {
        modules = [
          {
            freeformType = types.lazyAttrsOf (
              types.unique { message = "No option is declared for this output."; } types.raw
            );
          }
        ];
      };
    };
    processedFlake = mkOption {
      type = types.raw;
      readOnly = true;
      default = config.flake;
    };
  };
}
