let
  a = a;
  pkgs = pkgs // { c = 1; };
  b = (b.c or 1) + 1;
in
rec {
  lib = lib.extend a b pkgs;
}
