{ lib, x }:
{
  library = lib;
  "lib" = lib;
  nested.x = x;
  x.x = x;
}
