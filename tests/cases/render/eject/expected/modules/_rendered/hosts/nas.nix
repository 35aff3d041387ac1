# What nixward renders for nas: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../options/monitoring
    ../options/logging
  ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "node"
        "zfs"
      ];
      interfaces = [ "eno1" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://mon:3100/loki/api/v1/push";
      host = "nas";
      role = "nas";
      interfaces = [ "eno1" ];
    };
  };
}
