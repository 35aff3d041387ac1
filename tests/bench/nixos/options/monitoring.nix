{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services;
  nullOrStr = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
  strings = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
  port =
    default:
    mkOption {
      type = types.port;
      inherit default;
    };
  listenAddress = mkOption {
    type = types.str;
    default = "0.0.0.0";
  };
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

  own = {
    blackbox.configFile = mkOption { type = types.path; };
    node.enabledCollectors = strings;
    postgres.runAsLocalSuperUser = mkEnableOption "the exporter as the user of the database";
  };
  exporter =
    name: it:
    mkOption {
      default = { };
      type = types.submodule {
        options = {
          enable = mkEnableOption "this exporter";
          port = port it.port;
          openFirewall = mkEnableOption "its port in the firewall";
          extraFlags = strings;
          inherit listenAddress;
        }
        // own.${name} or { };
      };
    };
in
{
  options.services = {
    prometheus = {
      enable = mkEnableOption "Prometheus";
      listenAddress = listenAddress;
      port = port 9090;
      checkConfig = mkOption {
        type = types.either types.bool (types.enum [ "syntax-only" ]);
        default = true;
      };
      enableReload = mkEnableOption "a reload where nothing but the configuration has changed";
      extraFlags = strings;
      retentionTime = nullOrStr;
      ruleFiles = mkOption {
        type = types.listOf types.path;
        default = [ ];
      };
      globalConfig = {
        scrape_interval = nullOrStr;
        evaluation_interval = nullOrStr;
      };
      scrapeConfigs = mkOption {
        default = [ ];
        type = types.listOf (
          types.submodule {
            options = {
              job_name = mkOption { type = types.str; };
              metrics_path = nullOrStr;
              scrape_interval = nullOrStr;
              sample_limit = mkOption {
                type = types.nullOr types.int;
                default = null;
              };
              params = mkOption {
                type = types.nullOr (types.attrsOf (types.listOf types.str));
                default = null;
              };
              relabel_configs = mkOption {
                default = null;
                type = types.nullOr (
                  types.listOf (
                    types.submodule {
                      options = {
                        source_labels = mkOption {
                          type = types.nullOr (types.listOf types.str);
                          default = null;
                        };
                        target_label = nullOrStr;
                        replacement = nullOrStr;
                      };
                    }
                  )
                );
              };
              inherit static_configs;
            };
          }
        );
      };
      alertmanagers = mkOption {
        type = types.listOf types.attrs;
        default = [ ];
      };
      alertmanager = {
        enable = mkEnableOption "Alertmanager";
        listenAddress = mkOption {
          type = types.str;
          default = "";
        };
        port = port 9093;
        configText = mkOption {
          type = types.nullOr types.lines;
          default = null;
        };
        configuration = mkOption {
          type = types.nullOr types.attrs;
          default = null;
        };
      };
      # One option for all of them, as in NixOS.
      exporters = mkOption {
        default = { };
        type = types.submodule {
          options = lib.mapAttrs exporter {
            blackbox.port = 9115;
            nginx.port = 9113;
            node.port = 9100;
            postgres.port = 9187;
            smartctl.port = 9633;
            zfs.port = 9134;
          };
        };
      };
    };
  };

  config = lib.mkMerge [
    {
      systemd.services = lib.mapAttrs' (
        name: it:
        lib.nameValuePair "prometheus-${name}-exporter" {
          serviceConfig = {
            ExecStart = toString it.extraFlags;
            ProtectHome = "true";
          };
        }
      ) (lib.filterAttrs (_: it: it.enable) cfg.prometheus.exporters);
    }
    (lib.mkIf cfg.prometheus.alertmanager.enable {
      assertions = [
        {
          assertion =
            (cfg.prometheus.alertmanager.configText == null)
            != (cfg.prometheus.alertmanager.configuration == null);
          message = "Alertmanager needs one of configuration and configText.";
        }
      ];
      systemd.services.alertmanager.serviceConfig.DynamicUser = true;
      environment.etc."alertmanager.yml".text = cfg.prometheus.alertmanager.configText;
    })
    (lib.mkIf cfg.prometheus.enable {
      environment.etc."prometheus.json".text = builtins.toJSON {
        global = cfg.prometheus.globalConfig;
        rule_files = map toString cfg.prometheus.ruleFiles;
        scrape_configs = cfg.prometheus.scrapeConfigs;
        alerting.alertmanagers = cfg.prometheus.alertmanagers;
      };
    })
  ];
}
