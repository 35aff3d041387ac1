{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services.grafana;
  nullOrStr = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
in
{
  options.services = {
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
      provision.enable = mkEnableOption "what comes from files";
      provision.dashboards.settings = mkOption {
        default = null;
        type = types.nullOr (
          types.submodule {
            options.providers = mkOption {
              type = types.listOf types.attrs;
              default = [ ];
            };
          }
        );
      };
      provision.datasources.settings = mkOption {
        default = null;
        type = types.nullOr (
          types.submodule {
            options.prune = mkEnableOption "the removal of what is no longer in the file";
            options.datasources = mkOption {
              default = [ ];
              type = types.listOf (
                types.submodule {
                  options = {
                    name = mkOption { type = types.str; };
                    type = mkOption { type = types.str; };
                    uid = nullOrStr;
                    access = mkOption {
                      type = types.enum [
                        "proxy"
                        "direct"
                      ];
                      default = "proxy";
                    };
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

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.settings.security.secret_key != null;
        message = "services.grafana.settings.security.secret_key must be set.";
      }
    ];
    users.users.grafana = {
      isSystemUser = true;
      group = "grafana";
    };
    users.groups.grafana = { };
    environment.etc."grafana/settings.json".text = builtins.toJSON {
      inherit (cfg) settings;
      provision = {
        datasources = cfg.provision.datasources.settings;
        dashboards = cfg.provision.dashboards.settings;
      };
    };
  };
}
