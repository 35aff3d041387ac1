# What the monitoring server of the fleet collects: change fleet.nix, and run `nixward render`.
{ config, lib, ... }:
let
  # What is said elsewhere of the same option wins; what is added elsewhere is added.
  rendered = lib.mapAttrs (_: lib.mapAttrs (_: lib.mkOverride 900));
in
{
  nixward.monitoring.server = {
    enable = lib.mkOverride 900 true;
    retention = lib.mkOverride 900 "21d";
    targets = rendered {
      boxes = {
        address = "boxes";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "home";
        };
      };
      db = {
        address = "db";
        exporters = [
          "node"
          "postgres"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "office";
        };
      };
      desk = {
        address = "desk";
        exporters = [ "node" ];
        labels = {
          always_on = "false";
          role = "workstation";
          site = "home";
        };
      };
      desk-2 = {
        address = "desk-2";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "false";
          role = "workstation";
          site = "office";
        };
      };
      lab = {
        address = "lab";
        exporters = [ "node" ];
        labels = {
          always_on = "false";
          role = "vm";
          site = "home";
        };
      };
      nas = {
        address = "nas";
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
      nas-2 = {
        address = "nas-2";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "nas";
          site = "office";
        };
      };
      "odd name \"\${x}\"" = {
        address = "odd name \"\${x}\"";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "false";
          site = "home";
        };
      };
      travel = {
        address = "travel";
        exporters = [ "node" ];
        labels = {
          always_on = "false";
          role = "laptop";
          site = "home";
        };
      };
      watch = {
        address = "localhost";
        exporters = [
          "node"
          "alloy"
          "loki"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "home";
        };
      };
      web-1 = {
        address = "192.0.2.11";
        exporters = [
          "nginx"
          "node"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "home";
        };
      };
      web-2 = {
        address = "web-2.tailnet.example.ts.net";
        exporters = [
          "node"
          "alloy"
        ];
        labels = {
          always_on = "true";
          role = "server";
          site = "office";
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

  nixward.monitoring.grafana = lib.mkOverride 900 {
    enable = true;
    domain = "grafana.example.org";
    adminPasswordFile = config.age.secrets.grafana-admin.path;
    lokiUrl = "http://localhost:3100";
    dashboards = ./dashboards;
  };
}
