# What nixward renders for lab: change hosts/fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [ ../../../hosts/features/containers.nix ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [ "node" ];
      interfaces = [ "ens3" ];
    };
    nixward.logging.agent = {
      enable = true;
      configFile = ../logging/roaming-containers.alloy;
      url = "http://192.0.2.130:3100/loki/api/v1/push";
      host = "lab";
      role = "vm";
      site = "home";
      interfaces = [ "ens3" ];
    };
  };
}
