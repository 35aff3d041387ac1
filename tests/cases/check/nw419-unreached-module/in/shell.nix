{ pkgs ? null, ... }:
pkgs.mkShell { }
