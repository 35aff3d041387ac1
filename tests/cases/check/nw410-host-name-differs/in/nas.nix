{ pkgs, ... }: { config.networking.hostName = "nas-01"; }
