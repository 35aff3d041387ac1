{ pkgs, ... }:
{ services.template.enable = true; }
