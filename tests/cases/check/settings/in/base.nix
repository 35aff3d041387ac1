{ imports = [ ]; x = import ./gone.nix; y = import ./empty; }
