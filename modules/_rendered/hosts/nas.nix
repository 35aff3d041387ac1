# What nixward renders for nas: change hosts/fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../../../hosts/features/backup.nix
    ../../../hosts/features/samba.nix
  ];

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
      url = "http://192.0.2.130:3100/loki/api/v1/push";
      host = "nas";
      role = "nas";
      site = "home";
      interfaces = [ "enp3s0" ];
    };
  };
}
