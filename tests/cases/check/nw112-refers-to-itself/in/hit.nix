{ pkgs, lib }:
let
  a = a;
  pkgs = pkgs // { };
  b = (b.c or 1) + 1;
in
rec {
  lib = lib.extend a b pkgs;
}
