{ pkgs, ... }:
{ services.chosen.enable = true; }
