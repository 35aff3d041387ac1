{ pkgs, ... }:
{ services.part.enable = true; }
