# The host that collects the metrics of all others: Prometheus, Alertmanager and the blackbox exporter.
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.monitoring.server;
  prometheus = options.services.prometheus;
  wish = lib.mkOverride 900;

  # Before 21.03 it was part of the address.
  port = config.services.prometheus.port or 9090;

  # Ports of exporters as NixOS has them; one that it does not know must be given.
  ports = {
    alloy = 12345;
    apcupsd = 9162;
    blackbox = 9115;
    borgmatic = 9996;
    bind = 9119;
    ecoflow = 2112;
    fail2ban = 9191;
    frr = 9342;
    ipmi = 9290;
    json = 7979;
    kea = 9547;
    loki = 3100;
    mysqld = 9104;
    nginx = 9113;
    nginxlog = 9117;
    node = 9100;
    node-cert = 9141;
    nut = 9199;
    postfix = 9154;
    postgres = 9187;
    redis = 9121;
    restic = 9753;
    smartctl = 9633;
    snmp = 9116;
    systemd = 9558;
    tailscale = 9250;
    unbound = 9167;
    wireguard = 9586;
    zfs = 9134;
  };
  portOf = target: exporter: target.ports.${exporter} or ports.${exporter} or null;

  # An address of IPv6 stands in brackets before a port.
  at =
    address: port: "${if lib.hasInfix ":" address then "[${address}]" else address}:${toString port}";

  jobs = lib.unique (lib.concatMap (target: target.exporters) (lib.attrValues cfg.targets));
  withPort =
    exporter: _: target:
    lib.elem exporter target.exporters && portOf target exporter != null;
  portless = lib.concatLists (
    lib.mapAttrsToList (
      name: target:
      map (exporter: "${name}.${exporter}") (
        lib.filter (exporter: portOf target exporter == null) target.exporters
      )
    ) cfg.targets
  );

  scrape = exporter: {
    job_name = exporter;
    # More than any healthy host has: one that runs wild does not fill the server.
    sample_limit = cfg.sampleLimit;
    static_configs = lib.mapAttrsToList (name: target: {
      targets = [ (at target.address (portOf target exporter)) ];
      labels = {
        host = name;
      }
      // target.labels;
    }) (lib.filterAttrs (withPort exporter) cfg.targets);
  };

  local = name: port: {
    job_name = name;
    static_configs = [
      {
        targets = [ "localhost:${toString port}" ];
        labels.host = cfg.name;
      }
    ];
  };

  probe = name: probe: {
    job_name = "probe-${name}";
    metrics_path = "/probe";
    scrape_interval = probe.interval;
    params.module = [ probe.module ];
    static_configs = [
      {
        targets = [ probe.target ];
        inherit (probe) labels;
      }
    ];
    relabel_configs = [
      {
        source_labels = [ "__address__" ];
        target_label = "__param_target";
      }
      {
        source_labels = [ "__param_target" ];
        target_label = "instance";
      }
      {
        target_label = "__address__";
        replacement = "localhost:${toString config.services.prometheus.exporters.blackbox.port}";
      }
    ];
  };

  # What listens on this host by itself, by port; two on one port would keep each other from starting.
  listening = lib.concatLists [
    (lib.optional cfg.enable {
      name = "Prometheus";
      inherit port;
    })
    (lib.optional (cfg.alertmanager.configFile != null) {
      name = "Alertmanager";
      inherit (config.services.prometheus.alertmanager) port;
    })
    (lib.optional (cfg.blackbox.configFile != null) {
      name = "the blackbox exporter";
      inherit (config.services.prometheus.exporters.blackbox) port;
    })
    (lib.optional (config.services ? cockpit && config.services.cockpit.enable) {
      name = "Cockpit";
      inherit (config.services.cockpit) port;
    })
    (lib.optional config.services.grafana.enable {
      name = "Grafana";
      # Before 22.11 it had an option of its own.
      port = config.services.grafana.settings.server.http_port or config.services.grafana.port;
    })
  ];
  collisions = lib.filter (
    one: lib.length (lib.filter (other: other.port == one.port) listening) > 1
  ) listening;

  target = types.submodule {
    options = {
      address = mkOption {
        type = types.str;
        description = "Its name or address.";
      };
      exporters = mkOption {
        type = types.listOf types.str;
        default = [ "node" ];
        description = "The exporters that it runs.";
      };
      ports = mkOption {
        type = types.attrsOf types.port;
        default = { };
        description = "Ports of exporters where they are not those of NixOS.";
      };
      labels = mkOption {
        type = types.attrsOf types.str;
        default = { };
        example = {
          role = "nas";
          site = "home";
          always_on = "true";
        };
        description = "Labels of its metrics, besides `host`, which is its name here.";
      };
    };
  };
  probed = types.submodule {
    options = {
      target = mkOption {
        type = types.str;
        example = "https://media.example.org/health";
        description = "What is probed.";
      };
      module = mkOption {
        type = types.str;
        description = "The module of the blackbox exporter.";
      };
      interval = mkOption {
        type = types.str;
        default = "15s";
        description = "Time between two probes.";
      };
      labels = mkOption {
        type = types.attrsOf types.str;
        default = { };
        description = "Labels of its metrics.";
      };
    };
  };
in
{
  options.nixward.monitoring.server = {
    enable = mkEnableOption "the collection of the fleet's metrics on this host";
    name = mkOption {
      type = types.str;
      default = config.networking.hostName;
      defaultText = lib.literalExpression or lib.literalExample "config.networking.hostName";
      description = "The label `host` of its own services.";
    };
    retention = mkOption {
      type = types.str;
      default = "30d";
      description = "How long metrics are kept; longer than the longest look back of a rule.";
    };
    scrapeInterval = mkOption {
      type = types.str;
      default = "30s";
      description = "Time between two looks at a host.";
    };
    sampleLimit = mkOption {
      type = types.ints.positive;
      default = 50000;
      description = "Samples that one exporter may send at once; more are refused.";
    };
    targets = mkOption {
      type = types.attrsOf target;
      default = { };
      description = "The hosts whose metrics are collected.";
    };
    ruleFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = "Recording and alert rules.";
    };
    alertmanager = {
      configFile = mkOption {
        type = types.nullOr types.path;
        default = null;
        description = ''
          The configuration of Alertmanager. It names a secret as `/run/credentials/alertmanager.service/NAME`.
        '';
      };
      credentials = mkOption {
        type = types.attrsOf types.str;
        default = { };
        example = {
          ntfy-token = "/run/agenix/ntfy-token";
        };
        description = "The file of each secret on this host, by the name that the configuration has for it.";
      };
    };
    blackbox.configFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "The modules of the blackbox exporter.";
    };
    probes = mkOption {
      type = types.attrsOf probed;
      default = { };
      description = "What is probed from this host.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = portless == [ ];
            message = "nixward.monitoring.server.targets: the port of ${toString portless} is not known; say it in targets.<name>.ports.";
          }
          {
            assertion = collisions == [ ];
            message = "nixward.monitoring.server: ${
              lib.concatMapStringsSep " and " (one: one.name) collisions
            } have the same port.";
          }
          {
            assertion = cfg.probes == { } || cfg.blackbox.configFile != null;
            message = "nixward.monitoring.server.probes needs nixward.monitoring.server.blackbox.configFile.";
          }
        ];

        services.prometheus = {
          enable = true;
          listenAddress = wish (if prometheus ? port then "127.0.0.1" else "127.0.0.1:${toString port}");
          globalConfig = {
            scrape_interval = wish cfg.scrapeInterval;
            evaluation_interval = wish cfg.scrapeInterval;
          };
          inherit (cfg) ruleFiles;
          scrapeConfigs =
            map scrape jobs ++ [ (local "prometheus" port) ] ++ lib.mapAttrsToList probe cfg.probes;
        }
        // lib.optionalAttrs (prometheus ? retentionTime) { retentionTime = wish cfg.retention; }
        // lib.optionalAttrs (!(prometheus ? retentionTime)) {
          extraFlags = [ "--storage.tsdb.retention.time=${cfg.retention}" ];
        }
        // lib.optionalAttrs (prometheus ? enableReload) { enableReload = wish true; }
        # The files of secrets are not there where the configuration is built.
        // lib.optionalAttrs (prometheus.checkConfig.type.check "syntax-only") {
          checkConfig = wish "syntax-only";
        };
      }
      (lib.mkIf (cfg.alertmanager.configFile != null) {
        services.prometheus = {
          alertmanagers = [
            {
              static_configs = [
                { targets = [ "localhost:${toString config.services.prometheus.alertmanager.port}" ]; }
              ];
            }
          ];
          alertmanager = {
            enable = true;
            listenAddress = wish "127.0.0.1";
            configText = builtins.readFile cfg.alertmanager.configFile;
          };
          scrapeConfigs = [ (local "alertmanager" config.services.prometheus.alertmanager.port) ];
        };
        systemd.services.alertmanager.serviceConfig.LoadCredential = lib.mapAttrsToList (
          name: file: "${name}:${file}"
        ) cfg.alertmanager.credentials;
      })
      (lib.mkIf (cfg.blackbox.configFile != null) {
        services.prometheus = {
          exporters.blackbox = {
            enable = true;
            listenAddress = wish "127.0.0.1";
            inherit (cfg.blackbox) configFile;
          };
          scrapeConfigs = [ (local "blackbox" config.services.prometheus.exporters.blackbox.port) ];
        };
      })
    ]
  );
}
