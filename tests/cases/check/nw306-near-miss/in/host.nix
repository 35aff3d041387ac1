{ imports = [ ./secrets/users.nix ]; }
