(modules/monitoring/textfile.nix)
