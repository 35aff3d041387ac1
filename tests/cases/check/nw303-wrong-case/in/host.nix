{ imports = [ ./Network.nix ./modules/web.nix ]; }
