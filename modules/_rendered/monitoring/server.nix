# What the monitoring server of the fleet collects: change hosts/fleet.nix, and run `nixward render`.
{ config, lib, ... }:
let
  # What is said elsewhere of the same option wins; what is added elsewhere is added.
  rendered = lib.mapAttrs (_: lib.mapAttrs (_: lib.mkOverride 900));
in
{
  nixward.monitoring.server = {
    enable = lib.mkOverride 900 true;
    retention = lib.mkOverride 900 "30d";
    targets = rendered {
      desk = {
        address = "192.0.2.10";
        exporters = [ "node" ];
        labels = {
          always_on = "false";
          role = "workstation";
          site = "home";
        };
      };
      lab = {
        address = "192.0.2.200";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "false";
          role = "vm";
          site = "home";
        };
      };
      media = {
        address = "192.0.2.140";
        exporters = [
          "node"
          "smartctl"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "home";
        };
      };
      monitor = {
        address = "localhost";
        exporters = [
          "node"
          "smartctl"
          "alloy"
          "loki"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "home";
        };
      };
      nas = {
        address = "192.0.2.150";
        exporters = [
          "node"
          "smartctl"
          "zfs"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "nas";
          site = "home";
        };
      };
      travel = {
        address = "travel.home.example.org";
        exporters = [ "node" ];
        labels = {
          always_on = "false";
          role = "laptop";
          site = "home";
        };
      };
    };
  };

  nixward.monitoring.grafana = lib.mkOverride 900 {
    enable = true;
    domain = "monitor.home.example.org";
    adminPasswordFile = config.age.secrets.grafana-admin-password.path;
    secretKeyFile = config.age.secrets.grafana-secret-key.path;
    lokiUrl = "http://localhost:3100";
  };

  age.secrets = rendered {
    grafana-admin-password = {
      file = ../../../secrets/grafana-admin-password.age;
      owner = "grafana";
    };
    grafana-secret-key = {
      file = ../../../secrets/grafana-secret-key.age;
      owner = "grafana";
    };
  };
}
