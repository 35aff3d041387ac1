{ imports = if builtins.pathExists ./local.nix then [ ./local.nix ] else [ ]; x = import ./local.nix; }
