# The exporters of a host, and who reaches them.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.nixward.monitoring.agent;
  exporters = config.services.prometheus.exporters;

  # Whoever sets the option wins, the default of a module of NixOS does not.
  wish = lib.mkOverride 900;

  gib = 1024 * 1024 * 1024;

  # The exporters that this release has: one option whose type holds them all.
  declared =
    let
      option = options.services.prometheus.exporters;
    in
    lib.attrNames (if lib.isOption option then option.type.getSubOptions [ ] else option);
  unknown = lib.subtractLists declared cfg.exporters;
  known = lib.subtractLists unknown cfg.exporters;
  runs = name: cfg.enable && lib.elem name known;

  # What an exporter needs beyond being switched on.
  settings = {
    node = {
      enabledCollectors = [ "systemd" ];
      extraFlags = [
        "--collector.textfile.directory=${cfg.textfile.directory}"
        # Without it a unit that crashes again and again looks like one that runs.
        "--collector.systemd.enable-restarts-metrics"
      ];
    };
    postgres.runAsLocalSuperUser = wish true;
  };
in
{
  options.nixward.monitoring.agent = {
    enable = mkEnableOption "the exporters of this host";
    exporters = mkOption {
      type = types.listOf types.str;
      default = [ "node" ];
      example = [
        "node"
        "smartctl"
      ];
      description = ''
        The exporters, by their name in `services.prometheus.exporters`. One that this release does not have
        is a warning.
      '';
    };
    minFreeGiB = mkOption {
      type = types.ints.unsigned;
      default = 2;
      description = ''
        Where less than so much is free, Nix collects garbage while it builds, until four times as much is
        free: a full disk that needs no alert.
      '';
    };
    interfaces = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "tailscale0" ];
      description = "The network interfaces on which their ports are open.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = lib.all (name: builtins.match ".*[*+].*" name == null) cfg.interfaces;
            message = "nixward.monitoring.agent.interfaces: nftables knows no interface by the pattern of iptables.";
          }
        ];
        warnings = map (
          name: "nixward.monitoring.agent.exporters: this NixOS has no exporter ${name}."
        ) unknown;

        services.prometheus.exporters = lib.genAttrs known (
          name: (settings.${name} or { }) // { enable = true; }
        );
        # They listen on every address: one that belongs to an interface is often not there when they start.
        networking.firewall.interfaces = lib.genAttrs cfg.interfaces (_: {
          allowedTCPPorts = map (name: exporters.${name}.port) known;
        });
      }
      (lib.optionalAttrs (options.nix ? settings) {
        nix.settings = {
          min-free = wish (cfg.minFreeGiB * gib);
          max-free = wish (4 * cfg.minFreeGiB * gib);
        };
      })
      (lib.mkIf (runs "node") {
        # NixOS hides /home from the exporter, which then reports the size of an empty file system.
        systemd.services.prometheus-node-exporter.serviceConfig.ProtectHome = lib.mkForce "read-only";
      })
      (lib.mkIf (runs "smartctl") {
        # The rule that lets the exporter read NVMe disks takes effect when a disk is added; those that are
        # there already are added once more.
        systemd.services.prometheus-smartctl-exporter.serviceConfig.ExecStartPre = [
          "+-${pkgs.systemd}/bin/udevadm trigger --action=add --subsystem-match=nvme"
        ];
      })
      (lib.mkIf (runs "nginx") { services.nginx.statusPage = wish true; })
    ]
  );
}
