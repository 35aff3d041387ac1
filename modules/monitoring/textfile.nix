# Metrics that no exporter has: small scripts write them into files that the node exporter reads.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.monitoring.agent;
  due = config.nixward.due or { enable = false; };

  writers = {
    boot = {
      path = [
        pkgs.systemd
        pkgs.gawk
      ];
      text = builtins.readFile ./textfile/boot.sh;
      # Once the machine is up; it does not change until the next boot.
      timer = {
        OnBootSec = "5min";
        OnUnitActiveSec = "1d";
      };
    };
    system = {
      path = [
        pkgs.coreutils
        pkgs.gnused
        pkgs.sqlite
      ];
      text = builtins.readFile ./textfile/system.sh;
      timer = {
        OnBootSec = "2min";
        OnUnitActiveSec = "1h";
      };
    };
    zpool = {
      path = [
        config.boot.zfs.package or pkgs.zfs
        pkgs.coreutils
        pkgs.gnused
      ];
      text = builtins.readFile ./textfile/zpool.sh;
      timer = {
        OnBootSec = "3min";
        OnUnitActiveSec = "1h";
      };
    };
    secrets = {
      path = [
        pkgs.coreutils
        pkgs.git
        pkgs.jq
        due.package
      ];
      environment = {
        SOURCE = "${due.source}";
        # It has no home of its own.
        NIXWARD_CACHE_DIR = "/run/nixward-textfile-secrets";
      };
      text = builtins.readFile ./textfile/secrets.sh;
      timer = {
        OnBootSec = "10min";
        OnUnitActiveSec = "1d";
      };
    };
  };

  wanted = lib.filterAttrs (name: _: lib.elem name cfg.textfile.writers) writers;
  target = name: "${cfg.textfile.directory}/fleet_${name}.prom";
in
{
  options.nixward.monitoring.agent.textfile = {
    directory = mkOption {
      type = types.str;
      default = "/var/lib/nixward/textfile";
      description = "Where the node exporter finds metrics in files that end in `.prom`.";
    };
    writers = mkOption {
      type = types.listOf (types.enum (lib.attrNames writers));
      default = [
        "boot"
        "system"
      ]
      ++ lib.optional (lib.elem "zfs" cfg.exporters) "zpool"
      ++ lib.optional due.enable "secrets";
      defaultText =
        lib.literalExpression or lib.literalExample
          ''[ "boot" "system" ], with "zpool" beside the zfs exporter and "secrets" beside nixward.due'';
      description = ''
        What is written: how long the machine took to boot and its slowest units (`boot`); the generations,
        the store, the version and whether what runs is what boots (`system`); the last scrub of each pool
        (`zpool`); which secrets are due to be changed (`secrets`).
      '';
    };
  };

  config = lib.mkIf (cfg.enable && lib.elem "node" cfg.exporters) {
    systemd.tmpfiles.rules = [ "d ${cfg.textfile.directory} 0755 root root -" ];

    systemd.services = lib.mapAttrs' (
      name: writer:
      lib.nameValuePair "nixward-textfile-${name}" {
        description = "Metrics about ${name}";
        inherit (writer) path;
        environment = {
          LC_ALL = "C";
        }
        // writer.environment or { };
        # Half a file would be metrics that are not true.
        script = ''
          umask 022
          {
          ${writer.text}
          } > ${lib.escapeShellArg "${target name}.tmp"}
          mv ${lib.escapeShellArg "${target name}.tmp"} ${lib.escapeShellArg (target name)}
        '';
        serviceConfig = {
          Type = "oneshot";
          Nice = 19;
          ProtectHome = true;
          PrivateTmp = true;
        };
      }
    ) wanted;

    systemd.timers = lib.mapAttrs' (
      name: writer:
      lib.nameValuePair "nixward-textfile-${name}" {
        wantedBy = [ "timers.target" ];
        timerConfig = writer.timer;
      }
    ) wanted;
  };
}
