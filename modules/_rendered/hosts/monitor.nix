# What nixward renders for monitor: change hosts/fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../../../hosts/features/web.nix
    ../../../hosts/features/backup.nix
    ../monitoring/server.nix
    ../logging/server.nix
  ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "node"
        "smartctl"
      ];
      interfaces = [ ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://localhost:3100/loki/api/v1/push";
      host = "monitor";
      role = "server";
      site = "home";
      interfaces = [ ];
    };
  };
}
