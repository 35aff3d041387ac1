# What the monitoring server of the fleet collects: change fleet.nix, and run `nixward render`.
{ lib, ... }:
let
  # What is said elsewhere of the same option wins; what is added elsewhere is added.
  rendered = lib.mapAttrs (_: lib.mapAttrs (_: lib.mkOverride 900));
in
{
  nixward.monitoring.server = {
    enable = lib.mkOverride 900 true;
    targets = rendered {
      mon = {
        address = "localhost";
        exporters = [
          "node"
          "alloy"
          "loki"
        ];
        labels = {
          always_on = "true";
          role = "server";
        };
      };
      nas = {
        address = "192.0.2.10";
        exporters = [
          "node"
          "zfs"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "nas";
        };
      };
    };
    ruleFiles = [
      ./rules/availability.yml
      ./rules/disks.yml
      ./rules/hardware.yml
      ./rules/services.yml
      ./rules/security.yml
      ./rules/plumbing.yml
    ];
  };
}
