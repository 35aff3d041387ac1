{ lib, pkgs }:
let
  mkIf = lib.mkIf;
  call = (pkgs.f 1).call;
in
{
  git = pkgs.git;
  inherit mkIf call;
}
