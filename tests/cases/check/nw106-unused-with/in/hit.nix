{ lib, pkgs }:
with lib;
{
  packages = with pkgs; [ pkgs.git ];
}
