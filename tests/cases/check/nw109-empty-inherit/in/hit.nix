{ lib }:
{
  inherit;
  inherit (lib);
  a = 1;
}
