let unused = "one"; in { imports = [ ./old.nix ]; }
