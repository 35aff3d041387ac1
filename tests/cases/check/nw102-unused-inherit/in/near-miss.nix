{ lib }:
let
  inherit (lib) mkIf _unused types;
  inherit (types) str;
in
mkIf true str
