{ lib }:
{
  inherit lib;
  inherit (lib) a;
}
