{ pkgs, ... }:
{ services.sub.enable = true; }
