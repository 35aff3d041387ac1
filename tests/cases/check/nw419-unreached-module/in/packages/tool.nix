{ lib, stdenv, ... }:
stdenv.mkDerivation { pname = "tool"; }
