{ imports = [ ../common.nix ./x/../near-miss.nix ]; }
