{ lib, ... }:
{ imports = [ ./part.nix ]; config.services.web.enable = true; }
