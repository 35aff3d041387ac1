{ imports = [ ./new.nix ./ignored.nix ./deleted.nix ./tracked.nix ./folder ]; }
