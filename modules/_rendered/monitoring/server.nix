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
    ruleFiles = [
      ./rules/records.yml
      ./rules/availability.yml
      ./rules/disks.yml
      ./rules/hardware.yml
      ./rules/services.yml
      ./rules/slo.yml
      ./rules/security.yml
      ./rules/plumbing.yml
    ];
    alertmanager.configFile = lib.mkOverride 900 ./alertmanager.yml;
    alertmanager.credentials = lib.mapAttrs (_: lib.mkOverride 900) {
      mail-password = config.age.secrets.mail-password.path;
      ntfy-token = config.age.secrets.ntfy-token.path;
    };
    blackbox.configFile = lib.mkOverride 900 ./blackbox.yml;
    probes = rendered {
      gateway-home = {
        target = "192.0.2.1";
        module = "icmp";
        interval = "30s";
        labels = {
          kind = "gateway";
          site = "home";
        };
      };
      slo-media = {
        target = "https://media.home.example.org/health";
        module = "http_2xx";
        interval = "15s";
        labels = {
          cert_class = "d90";
          host = "media";
          site = "home";
          slo = "media";
        };
      };
      "tls-monitor.home.example.org" = {
        target = "monitor.home.example.org:443";
        module = "tls";
        interval = "2m";
        labels = {
          cert_class = "d90";
          host = "monitor";
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
    dashboards = ./dashboards;
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
    mail-password = {
      file = ../../../secrets/mail-password.age;
    };
    ntfy-token = {
      file = ../../../secrets/ntfy-token.age;
    };
  };
}
