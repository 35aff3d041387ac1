{ pkgs, lib }:
let
  f = n: f n;
  set = { inner = set; };
  list = [ list ];
  call = map call [ ];
  lazy = true || lazy;
in
{
  inherit f set list call lazy;
  pkgs = pkgs // { };
  lib = lib.extend;
}
