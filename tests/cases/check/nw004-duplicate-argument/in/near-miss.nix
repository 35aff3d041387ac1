lib: { lib, pkgs }: pkgs
