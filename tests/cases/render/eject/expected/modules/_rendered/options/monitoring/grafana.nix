# Grafana on the monitoring server: its sources and dashboards come from files alone.
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.monitoring.grafana;
  wish = lib.mkOverride 900;
  # A value that Grafana reads from a file when it starts.
  fromFile = file: wish "$__file{${file}}";
in
{
  options.nixward.monitoring.grafana = {
    enable = mkEnableOption "Grafana";
    domain = mkOption {
      type = types.str;
      example = "grafana.example.org";
      description = "The name under which people reach it.";
    };
    rootUrl = mkOption {
      type = types.str;
      default = "https://${cfg.domain}/";
      defaultText = lib.literalExpression or lib.literalExample ''"https://''${cfg.domain}/"'';
      description = "Its whole URL.";
    };
    adminPasswordFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = "The file with the password of its administrator, on the host.";
    };
    secretKeyFile = mkOption {
      type = types.nullOr types.str;
      default = null;
      description = ''
        The file with the key by which it encrypts what it stores, on the host. Another key than that of a
        database that is there already makes it unreadable.
      '';
    };
    prometheusUrl = mkOption {
      type = types.str;
      default = "http://localhost:${toString config.services.prometheus.port or 9090}";
      defaultText = lib.literalExpression or lib.literalExample "Prometheus on this host";
      description = "Where metrics are found.";
    };
    lokiUrl = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "http://localhost:3100";
      description = "Where logs are found.";
    };
    dashboards = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "A folder of dashboards.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = options.services.grafana ? settings;
        message = "nixward.monitoring.grafana needs NixOS 22.11 or newer.";
      }
    ];
    services.grafana = {
      enable = true;
    }
    // lib.optionalAttrs (options.services.grafana ? settings) {
      settings = {
        server = {
          domain = wish cfg.domain;
          root_url = wish cfg.rootUrl;
        };
        analytics = {
          reporting_enabled = wish false;
          check_for_updates = wish false;
        };
        security = {
          disable_gravatar = wish true;
        }
        // lib.optionalAttrs (cfg.adminPasswordFile != null) {
          admin_password = fromFile cfg.adminPasswordFile;
        }
        // lib.optionalAttrs (cfg.secretKeyFile != null) { secret_key = fromFile cfg.secretKeyFile; };
      };
      provision = {
        enable = true;
        datasources.settings = {
          prune = wish true;
          datasources = [
            {
              name = "Prometheus";
              uid = "fleet-prom";
              type = "prometheus";
              access = "proxy";
              url = cfg.prometheusUrl;
            }
          ]
          ++ lib.optional (cfg.lokiUrl != null) {
            name = "Loki";
            uid = "fleet-loki";
            type = "loki";
            access = "proxy";
            url = cfg.lokiUrl;
          };
        };
        dashboards.settings.providers = lib.optional (cfg.dashboards != null) {
          name = "fleet";
          type = "file";
          options.path = "${cfg.dashboards}";
        };
      };
    };
  };
}
