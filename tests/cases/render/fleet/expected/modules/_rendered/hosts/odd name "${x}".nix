# What nixward renders for odd name "${x}": change fleet.nix, and run `nixward render`.
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
      configFile = ../logging/roaming.alloy;
      url = "http://[2001:db8::1]:3100/loki/api/v1/push";
      host = "odd name \"\${x}\"";
      site = "home";
      interfaces = [ ];
    };
  };
}
