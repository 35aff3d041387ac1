{ lib, pkgs }:
let
  other = lib.mkIf;
  deep = lib.a.b or lib.deep;
  maybe = lib.maybe or null;
in
{
  pkgs.git = pkgs.git;
  inherit other deep maybe;
}
