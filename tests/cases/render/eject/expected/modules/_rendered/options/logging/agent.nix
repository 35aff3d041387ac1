(modules/logging/agent.nix)
