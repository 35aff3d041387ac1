# Services that need no more than a switch here, and those with a few options.
{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services;
  keyValue = types.submodule {
    freeformType = types.attrsOf (
      types.nullOr (
        types.oneOf [
          types.bool
          types.int
          types.str
          (types.listOf types.str)
        ]
      )
    );
  };
in
{
  options = {
    programs.firefox.enable = mkEnableOption "Firefox";
    services = {
      desktopManager.gnome.enable = mkEnableOption "GNOME";
      displayManager.gdm.enable = mkEnableOption "GDM";
      fwupd.enable = mkEnableOption "firmware updates";
      pipewire = {
        enable = mkEnableOption "PipeWire";
        pulse.enable = mkEnableOption "its PulseAudio side";
      };
      power-profiles-daemon.enable = mkEnableOption "power profiles";
      printing.enable = mkEnableOption "CUPS";
      qemuGuest.enable = mkEnableOption "the QEMU guest agent";
      jellyfin.enable = mkEnableOption "Jellyfin";

      openssh = {
        enable = mkEnableOption "sshd";
        ports = mkOption {
          type = types.listOf types.port;
          default = [ 22 ];
        };
        hostKeys = mkOption {
          type = types.listOf types.attrs;
          default = [
            {
              type = "rsa";
              bits = 4096;
              path = "/etc/ssh/ssh_host_rsa_key";
            }
            {
              type = "ed25519";
              path = "/etc/ssh/ssh_host_ed25519_key";
            }
          ];
        };
        settings = mkOption {
          type = keyValue;
          default = { };
        };
      };
    };
  };

  config = lib.mkMerge [
    {
      assertions = [
        {
          assertion = cfg.desktopManager.gnome.enable -> config.networking.networkmanager.enable;
          message = "GNOME needs NetworkManager.";
        }
      ];
    }
    (lib.mkIf cfg.jellyfin.enable {
      users.users.jellyfin = {
        isSystemUser = true;
        group = "jellyfin";
      };
      users.groups.jellyfin = { };
    })
    (lib.mkIf cfg.openssh.enable {
      networking.firewall.allowedTCPPorts = cfg.openssh.ports;
      environment.etc."ssh/sshd_config".text = lib.concatStrings (
        lib.mapAttrsToList (
          name: value:
          "${name} ${if builtins.isBool value then (if value then "yes" else "no") else toString value}\n"
        ) cfg.openssh.settings
      );
    })
  ];
}
