(modules/monitoring/default.nix)
