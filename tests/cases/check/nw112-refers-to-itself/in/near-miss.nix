{ pkgs, lib }:
let
  f = n: f (n + 1);
  set = { inner = set; };
  list = [ list ];
  call = map call [ ];
  lazy = true || lazy;
in
{
  inherit f set list call lazy;
  pkgs = pkgs // { c = 1; };
  lib = lib.extend f;
}
