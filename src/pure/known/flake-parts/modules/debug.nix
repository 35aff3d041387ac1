# Outputs to look into with the REPL.
{ config, lib, ... }:
let
  nixward = import ../../nixward.nix;
  inherit (lib) mkOption types;
in
{
  options.debug = mkOption {
    type = types.bool;
    default = false;
  };
  config = lib.mkIf config.debug {
    flake = lib.genAttrs [
      "allSystems"
      "debug"
    ] (_: nixward.because "an output for the REPL");
  };
}
