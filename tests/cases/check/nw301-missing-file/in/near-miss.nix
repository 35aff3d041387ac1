{ lib, sources ? import ./sources.nix, ... }:
{
  compared = lib.hasPrefix (toString ./no/where) "x";
  named = [ ./no-where.nix ];
  completed = ./no-where + ".nix";
  optional = lib.optional false ./no-where.nix;
  other.import = x: x;
}
