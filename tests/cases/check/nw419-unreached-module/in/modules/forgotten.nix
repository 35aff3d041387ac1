{ pkgs, ... }:
{ services.old.enable = true; }
