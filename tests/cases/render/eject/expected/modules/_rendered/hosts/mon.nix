# What nixward renders for mon: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../options/monitoring
    ../options/logging
    ../monitoring/server.nix
    ../logging/server.nix
  ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [ "node" ];
      interfaces = [ ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://localhost:3100/loki/api/v1/push";
      host = "mon";
      role = "server";
      interfaces = [ ];
    };
  };
}
