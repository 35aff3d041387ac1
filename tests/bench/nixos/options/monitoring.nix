{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services;
  nullOrStr = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
  exporter = port: {
    enable = mkEnableOption "this exporter";
    port = mkOption {
      type = types.port;
      default = port;
    };
    openFirewall = mkEnableOption "its port in the firewall";
  };
in
{
  options.services = {
    prometheus = {
      enable = mkEnableOption "Prometheus";
      listenAddress = mkOption {
        type = types.str;
        default = "0.0.0.0";
      };
      port = mkOption {
        type = types.port;
        default = 9090;
      };
      retentionTime = nullOrStr;
      globalConfig.scrape_interval = nullOrStr;
      scrapeConfigs = mkOption {
        default = [ ];
        type = types.listOf (
          types.submodule {
            options = {
              job_name = mkOption { type = types.str; };
              static_configs = mkOption {
                default = [ ];
                type = types.listOf (
                  types.submodule {
                    options = {
                      targets = mkOption { type = types.listOf types.str; };
                      labels = mkOption {
                        type = types.attrsOf types.str;
                        default = { };
                      };
                    };
                  }
                );
              };
            };
          }
        );
      };
      exporters = lib.mapAttrs (_: exporter) {
        node = 9100;
        smartctl = 9633;
        zfs = 9134;
      };
    };

    grafana = {
      enable = mkEnableOption "Grafana";
      settings = mkOption {
        default = { };
        type = types.submodule {
          freeformType = types.attrsOf (types.attrsOf types.anything);
          options = {
            server = {
              http_port = mkOption {
                type = types.port;
                default = 3000;
              };
              domain = mkOption {
                type = types.str;
                default = "localhost";
              };
              root_url = mkOption { type = types.str; };
            };
            security = {
              admin_password = mkOption { type = types.str; };
              secret_key = nullOrStr;
            };
          };
        };
      };
      provision.datasources.settings = mkOption {
        default = null;
        type = types.nullOr (
          types.submodule {
            options.datasources = mkOption {
              default = [ ];
              type = types.listOf (
                types.submodule {
                  options = {
                    name = mkOption { type = types.str; };
                    type = mkOption { type = types.str; };
                    uid = nullOrStr;
                    url = mkOption {
                      type = types.str;
                      default = "";
                    };
                  };
                }
              );
            };
          }
        );
      };
    };
  };

  config = lib.mkMerge [
    (lib.mkIf cfg.grafana.enable {
      assertions = [
        {
          assertion = cfg.grafana.settings.security.secret_key != null;
          message = "services.grafana.settings.security.secret_key must be set.";
        }
      ];
      users.users.grafana = {
        isSystemUser = true;
        group = "grafana";
      };
      users.groups.grafana = { };
      environment.etc."grafana/settings.json".text = builtins.toJSON cfg.grafana.settings;
    })
    (lib.mkIf cfg.prometheus.enable {
      environment.etc."prometheus.json".text = builtins.toJSON {
        global = cfg.prometheus.globalConfig;
        scrape_configs = cfg.prometheus.scrapeConfigs;
      };
    })
  ];
}
