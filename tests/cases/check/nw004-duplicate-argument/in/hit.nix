{ lib, pkgs, lib }: pkgs
