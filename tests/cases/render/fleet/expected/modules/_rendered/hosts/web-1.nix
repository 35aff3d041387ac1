# What nixward renders for web-1: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [ (./. + "/../../../hosts/web module.nix") ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [
        "nginx"
        "node"
      ];
      interfaces = [ "eno1" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "web-1";
      role = "server";
      site = "home";
      interfaces = [ "eno1" ];
    };
  };
}
