{ pkgs, ... }: { environment.systemPackages = [ pkg.git ]; }
