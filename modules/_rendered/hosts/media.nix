# What nixward renders for media: change hosts/fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../../../hosts/features/web.nix
    ../../../hosts/features/backup.nix
  ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "node"
        "smartctl"
      ];
      interfaces = [ "enp1s0" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://192.0.2.130:3100/loki/api/v1/push";
      host = "media";
      role = "server";
      site = "home";
      interfaces = [ "enp1s0" ];
    };
  };
}
