{ pkgs, ... }:
{ services.test.enable = true; }
