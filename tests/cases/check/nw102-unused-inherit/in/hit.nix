{ lib }:
let
  inherit (lib)
    mkIf
    mkForce
    ;
  inherit (lib.types) str;
  inherit lib;
in
mkIf true { }
