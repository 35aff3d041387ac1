# Outputs that come from an evaluation of their own, with further inputs.
{ config, lib, ... }:
let
  nixward = import ../../nixward.nix;
  inherit (lib) mkOption types;
in
{
  options = {
    partitionedAttrs = mkOption {
      type = types.attrsOf types.str;
      default = { };
    };
    partitions = mkOption {
      type = types.attrsOf types.raw;
      default = { };
    };
  };
  config = {
    _module.args.partitionStack = [ ];
    flake = lib.mapAttrs (
      _: partition: lib.mkForce (nixward.because "an output of the partition `${partition}`")
    ) config.partitionedAttrs;
  };
}
