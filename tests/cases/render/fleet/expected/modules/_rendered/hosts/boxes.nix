# What nixward renders for boxes: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [ "node" ];
      interfaces = [ ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady-containers.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "boxes";
      role = "server";
      site = "home";
      interfaces = [ ];
    };
  };
}
