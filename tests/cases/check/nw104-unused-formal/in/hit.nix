{
  package = { stdenv, zlib, lib }: stdenv lib;
  module = { config, lib, pkgs, inputs, ... }: { };
}
