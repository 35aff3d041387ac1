{ imports = [ ../shared.nix ]; }
