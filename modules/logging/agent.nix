# Grafana Alloy, which reads the journal of the host and sends it on.
{
  config,
  options,
  lib,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.logging.agent;
  wish = lib.mkOverride 900;
in
{
  options.nixward.logging.agent = {
    enable = mkEnableOption "sending the journal of this host to the log server";
    configFile = mkOption {
      type = types.path;
      example = lib.literalExpression or lib.literalExample "./journal.alloy";
      description = ''
        What Alloy does. It finds the host, its role and its site, and the URL of the log server in the
        environment: `NIXWARD_HOST`, `NIXWARD_ROLE`, `NIXWARD_SITE`, `NIXWARD_LOKI_URL`.
      '';
    };
    url = mkOption {
      type = types.str;
      example = "http://192.0.2.130:3100/loki/api/v1/push";
      description = "Where Loki takes logs.";
    };
    host = mkOption {
      type = types.str;
      default = config.networking.hostName;
      defaultText = lib.literalExpression or lib.literalExample "config.networking.hostName";
      description = "The label `host`.";
    };
    role = mkOption {
      type = types.str;
      default = "";
      description = "The label `role`; none where it is empty.";
    };
    site = mkOption {
      type = types.str;
      default = "";
      description = "The label `site`; none where it is empty.";
    };
    listenAddress = mkOption {
      type = types.str;
      default = if cfg.interfaces == [ ] then "127.0.0.1" else "0.0.0.0";
      defaultText =
        lib.literalExpression or lib.literalExample
          ''"0.0.0.0" where `interfaces` names one, else "127.0.0.1"'';
      description = "Where Alloy shows its own metrics, and its configuration.";
    };
    port = mkOption {
      type = types.port;
      default = 12345;
      description = "The port for that.";
    };
    interfaces = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "The network interfaces on which that port is open.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = options ? services.alloy;
            message = "nixward.logging.agent needs NixOS 24.11 or newer: older ones have no services.alloy.";
          }
          {
            assertion = builtins.match "https?://.+/loki/api/v1/push" cfg.url != null;
            message = "nixward.logging.agent.url must be a whole URL that ends in /loki/api/v1/push.";
          }
        ];
        # A change of it makes Alloy reload.
        environment.etc."alloy/nixward.alloy".source = cfg.configFile;
        systemd.services.alloy.environment = {
          NIXWARD_HOST = cfg.host;
          NIXWARD_ROLE = cfg.role;
          NIXWARD_SITE = cfg.site;
          NIXWARD_LOKI_URL = cfg.url;
        };
        networking.firewall.interfaces = lib.genAttrs cfg.interfaces (_: {
          allowedTCPPorts = [ cfg.port ];
        });
      }
      (lib.optionalAttrs (options ? services.alloy) {
        services.alloy = {
          enable = wish true;
          extraFlags = [
            "--disable-reporting"
            "--server.http.listen-addr=${cfg.listenAddress}:${toString cfg.port}"
          ];
        };
      })
    ]
  );
}
