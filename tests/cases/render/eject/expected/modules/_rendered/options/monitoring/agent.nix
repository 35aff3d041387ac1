(modules/monitoring/agent.nix)
