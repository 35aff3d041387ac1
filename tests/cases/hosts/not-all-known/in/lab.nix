{ imports = [ ./gone.nix ]; }
