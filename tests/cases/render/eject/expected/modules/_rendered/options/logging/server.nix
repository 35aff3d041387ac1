(modules/logging/server.nix)
