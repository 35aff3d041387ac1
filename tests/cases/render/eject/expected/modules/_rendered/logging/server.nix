# What the log server of the fleet does: change fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  config = lib.mkOverride 900 {
    nixward.logging.server = {
      enable = true;
      interfaces = [ ];
      retention = "744h";
      ruleFolder = ./rules;
      alertmanagerUrl = "http://localhost:9093";
    };
  };
}
