{ imports = [ ./hardware-configuration.nix ./gone.nix ]; }
