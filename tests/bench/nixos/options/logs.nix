{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services;
in
{
  options.services = {
    alloy = {
      enable = mkEnableOption "Grafana Alloy";
      configPath = mkOption {
        type = types.path;
        default = "/etc/alloy";
      };
      extraFlags = mkOption {
        type = types.listOf types.str;
        default = [ ];
      };
    };
    loki = {
      enable = mkEnableOption "Loki";
      configuration = mkOption {
        type = types.attrsOf types.anything;
        default = { };
      };
      dataDir = mkOption {
        type = types.path;
        default = "/var/lib/loki";
      };
      extraFlags = mkOption {
        type = types.listOf types.str;
        default = [ ];
      };
    };
  };

  config = lib.mkMerge [
    (lib.mkIf cfg.alloy.enable {
      systemd.services.alloy.serviceConfig.ExecStart = toString cfg.alloy.extraFlags;
    })
    (lib.mkIf cfg.loki.enable {
      environment.etc."loki.json".text = builtins.toJSON cfg.loki.configuration;
    })
  ];
}
