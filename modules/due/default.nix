# A timer that says which secrets of a fleet are due to be changed: its unit fails as long as some are,
# so that whatever watches units tells people.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  # Its name until NixOS 21.11.
  literalExpression = lib.literalExpression or lib.literalExample;
  cfg = config.nixward.due;
in
{
  options.nixward.due = {
    enable = mkEnableOption "a look at the age of the fleet's secrets";
    source = mkOption {
      type = types.path;
      example = literalExpression "self";
      description = ''
        The flake whose secrets are looked at: `self`, or a checkout on this host. No private key is needed.
        A checkout tells more: git knows when files were written that nixward did not write.
      '';
    };
    onCalendar = mkOption {
      type = types.str;
      default = "daily";
      description = "When, as systemd takes it.";
    };
    maxAge = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "365d";
      description = "How old values become whose rules do not say.";
    };
    onFailure = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "notify@%n.service" ];
      description = "Units that are started when something is due.";
    };
    package = mkOption {
      type = types.package;
      default = pkgs.nixward or (pkgs.callPackage ../../package.nix { });
      defaultText = literalExpression "pkgs.nixward";
      description = "The nixward that looks.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.services.nixward-due = {
      description = "Secrets that are due to be changed";
      inherit (cfg) onFailure;
      path = [ pkgs.git ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = lib.escapeShellArgs (
          [
            "${cfg.package}/bin/nixward"
            "-C"
            "${cfg.source}"
            "secrets"
            "due"
          ]
          ++ lib.optionals (cfg.maxAge != null) [
            "--max-age"
            cfg.maxAge
          ]
        );
        DynamicUser = true;
        ProtectHome = "read-only";
        PrivateDevices = true;
        PrivateNetwork = true;
        NoNewPrivileges = true;
      };
    };
    systemd.timers.nixward-due = {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = cfg.onCalendar;
        Persistent = true;
        RandomizedDelaySec = "1h";
      };
    };
  };
}
