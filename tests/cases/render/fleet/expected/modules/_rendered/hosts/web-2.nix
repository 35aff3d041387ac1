# What nixward renders for web-2: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [ "node" ];
      interfaces = [ "tailscale0" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/steady.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "web-2";
      role = "server";
      site = "office";
      interfaces = [ "tailscale0" ];
    };
  };
}
