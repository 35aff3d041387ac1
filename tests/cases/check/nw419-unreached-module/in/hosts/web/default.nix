{ pkgs, ... }:
{ imports = builtins.attrValues { inherit (import ../../modules/list.nix) one; }; }
