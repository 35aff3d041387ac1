{ lib, x }:
{
  lib = lib;
  nested = with x; { y = y; };
}
