# What nixward renders for db: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "node"
        "postgres"
      ];
      interfaces = [ ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "db";
      role = "server";
      site = "office";
      interfaces = [ ];
    };
  };
}
