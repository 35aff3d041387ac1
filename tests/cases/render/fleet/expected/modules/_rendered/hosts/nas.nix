# What nixward renders for nas: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "node"
        "smartctl"
        "zfs"
      ];
      interfaces = [ "enp3s0" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "nas";
      role = "nas";
      site = "home";
      interfaces = [ "enp3s0" ];
    };
  };
}
