# Leaves out parts of outputs that are of no use to `nix flake check`.
{ lib, ... }:
{
  options.touchup = lib.mkOption { type = lib.types.raw; };
}
