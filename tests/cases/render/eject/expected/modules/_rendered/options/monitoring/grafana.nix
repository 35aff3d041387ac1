(modules/monitoring/grafana.nix)
