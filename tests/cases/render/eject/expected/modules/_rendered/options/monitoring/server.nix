(modules/monitoring/server.nix)
