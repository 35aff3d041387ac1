# Loki, which keeps the logs of the fleet for a while and raises alerts from them.
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.logging.server;
  folder = config.services.loki.dataDir;

  # Whoever sets a value wins, as deep as it lies. Old releases take the set as it is.
  isMerged = options.services.loki.configuration.type.name != "attrs";
  wishes =
    value:
    if !isMerged then
      value
    else if lib.isAttrs value then
      lib.mapAttrs (_: wishes) value
    else
      lib.mkOverride 900 value;
in
{
  options.nixward.logging.server = {
    enable = mkEnableOption "keeping the logs of the fleet on this host";
    listenAddress = mkOption {
      type = types.str;
      default = if cfg.interfaces == [ ] then "127.0.0.1" else "0.0.0.0";
      defaultText =
        lib.literalExpression or lib.literalExample
          ''"0.0.0.0" where `interfaces` names one, else "127.0.0.1"'';
      description = "Where Loki listens. It asks nobody for a password.";
    };
    port = mkOption {
      type = types.port;
      default = 3100;
      description = "Its port.";
    };
    interfaces = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "tailscale0" ];
      description = "The network interfaces on which that port is open.";
    };
    retention = mkOption {
      type = types.str;
      default = "744h";
      description = "How long logs are kept; a whole number of hours, at least a day.";
    };
    ruleFolder = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "Alert rules over logs: a folder that holds a folder `fake`, the tenant where there is only one.";
    };
    alertmanagerUrl = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "http://localhost:9093";
      description = "Where alerts go.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = builtins.match "[0-9]+h" cfg.retention != null;
        message = "nixward.logging.server.retention is not a whole number of hours.";
      }
      {
        assertion = cfg.ruleFolder == null || cfg.alertmanagerUrl != null;
        message = "nixward.logging.server.ruleFolder needs nixward.logging.server.alertmanagerUrl.";
      }
    ];

    networking.firewall.interfaces = lib.genAttrs cfg.interfaces (_: {
      allowedTCPPorts = [ cfg.port ];
    });

    services.loki = {
      enable = true;
      # Without further flags, so that NixOS checks it when it is built.
      configuration = wishes (
        {
          auth_enabled = false;
          analytics.reporting_enabled = false;
          server = {
            http_listen_address = cfg.listenAddress;
            http_listen_port = cfg.port;
            grpc_listen_address = "127.0.0.1";
          };
          common = {
            path_prefix = folder;
            replication_factor = 1;
            ring = {
              instance_addr = "127.0.0.1";
              kvstore.store = "inmemory";
            };
            storage.filesystem = {
              chunks_directory = "${folder}/chunks";
              rules_directory = "${folder}/rules";
            };
          };
          schema_config.configs = [
            {
              from = "2024-01-01";
              store = "tsdb";
              object_store = "filesystem";
              schema = "v13";
              index = {
                prefix = "index_";
                period = "24h";
              };
            }
          ];
          limits_config = {
            retention_period = cfg.retention;
            reject_old_samples_max_age = "168h";
          };
          # What is older than the retention is really deleted.
          compactor = {
            working_directory = "${folder}/compactor";
            retention_enabled = true;
            delete_request_store = "filesystem";
          };
        }
        // lib.optionalAttrs (cfg.ruleFolder != null) {
          ruler = {
            storage = {
              type = "local";
              local.directory = "${cfg.ruleFolder}";
            };
            rule_path = "${folder}/rules-temp";
            alertmanager_url = cfg.alertmanagerUrl;
            enable_alertmanager_v2 = true;
            enable_api = true;
          };
        }
      );
    };
  };
}
