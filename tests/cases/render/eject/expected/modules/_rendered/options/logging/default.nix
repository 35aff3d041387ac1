(modules/logging/default.nix)
