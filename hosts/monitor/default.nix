# Prometheus collects from every host of the inventory, Grafana shows it.
{
  config,
  lib,
  fleet,
  ...
}:
let
  domain = "monitor.home.example.org";
  inherit (config.services.prometheus) exporters;

  # One job per exporter; its targets are the hosts that say they run it.
  job = exporter: {
    job_name = exporter;
    static_configs = lib.mapAttrsToList (name: host: {
      targets = [ "${lib.head host.target.addresses}:${toString exporters.${exporter}.port}" ];
      labels = {
        host = name;
        inherit (host) role;
      };
    }) (lib.filterAttrs (_: host: lib.elem exporter host.exporters) fleet.hosts);
  };
in
{
  imports = [ ./hardware.nix ];

  services.prometheus = {
    enable = true;
    listenAddress = "127.0.0.1";
    retentionTime = fleet.monitoring.retention;
    globalConfig.scrape_interval = "30s";
    scrapeConfigs = map job [
      "node"
      "smartctl"
      "zfs"
    ];
  };

  services.grafana = {
    enable = true;
    settings = {
      server = {
        inherit domain;
        root_url = "https://${domain}";
      };
      analytics.reporting_enabled = false;
      security = {
        admin_password = "$__file{${config.age.secrets.grafana-admin-password.path}}";
        secret_key = "$__file{${config.age.secrets.grafana-secret-key.path}}";
      };
    };
    provision.datasources.settings.datasources = [
      {
        name = "Prometheus";
        type = "prometheus";
        uid = "fleet-prometheus";
        url = "http://127.0.0.1:${toString config.services.prometheus.port}";
      }
    ];
  };

  services.nginx.virtualHosts.${domain} = {
    forceSSL = true;
    enableACME = true;
    acmeRoot = null;
    locations."/" = {
      proxyPass = "http://127.0.0.1:${toString config.services.grafana.settings.server.http_port}";
      proxyWebsockets = true;
    };
  };

  age.secrets = {
    grafana-admin-password = {
      file = ../../secrets/grafana-admin-password.age;
      owner = "grafana";
    };
    grafana-secret-key = {
      file = ../../secrets/grafana-secret-key.age;
      owner = "grafana";
    };
  };

  system.stateVersion = "26.05";
}
