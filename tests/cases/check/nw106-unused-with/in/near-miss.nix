{ lib, pkgs }:
with lib;
{
  packages = with pkgs; [ git ];
  inherit mkIf;
}
