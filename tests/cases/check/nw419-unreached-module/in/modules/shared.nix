{ pkgs, ... }:
{ services.shared.enable = true; }
