{ pkgs, ... }:
{ services.one.enable = true; }
