{ pkgs, ... }:
{ services.idle.enable = true; }
