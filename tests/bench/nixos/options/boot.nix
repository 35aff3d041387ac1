{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  list = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
in
{
  options = {
    boot = {
      loader = {
        systemd-boot = {
          enable = mkEnableOption "systemd-boot";
          configurationLimit = mkOption {
            type = types.nullOr types.int;
            default = null;
          };
        };
        efi.canTouchEfiVariables = mkOption {
          type = types.bool;
          default = false;
        };
        grub = {
          enable = mkOption {
            type = types.bool;
            default = !config.boot.loader.systemd-boot.enable;
          };
          device = mkOption {
            type = types.str;
            default = "";
          };
        };
      };
      initrd = {
        availableKernelModules = list;
        kernelModules = list;
        luks.devices = mkOption {
          default = { };
          type = types.attrsOf (types.submodule { options.device = mkOption { type = types.path; }; });
        };
      };
      kernelModules = list;
      kernelParams = list;
      kernel.sysctl = mkOption {
        type = types.attrsOf (
          types.nullOr (
            types.oneOf [
              types.bool
              types.str
              types.int
            ]
          )
        );
        default = { };
      };
      supportedFilesystems = mkOption {
        type = types.coercedTo (types.listOf types.str) (names: lib.genAttrs names (_: true)) (
          types.attrsOf types.bool
        );
        default = { };
      };
      zfs.extraPools = list;
    };

    fileSystems = mkOption {
      default = { };
      type = types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            options = {
              mountPoint = mkOption {
                type = types.str;
                default = name;
              };
              device = mkOption {
                type = types.nullOr types.nonEmptyStr;
                default = null;
              };
              fsType = mkOption {
                type = types.nonEmptyStr;
                default = "auto";
              };
              options = mkOption {
                type = types.listOf types.nonEmptyStr;
                default = [ "defaults" ];
              };
              neededForBoot = mkEnableOption "mounting in the initial ramdisk";
            };
          }
        )
      );
    };
    swapDevices = mkOption {
      default = [ ];
      type = types.listOf (types.submodule { options.device = mkOption { type = types.str; }; });
    };

    hardware = {
      bluetooth.enable = mkEnableOption "Bluetooth";
      enableRedistributableFirmware = mkEnableOption "firmware that may be redistributed";
      cpu.amd.updateMicrocode = mkEnableOption "microcode updates";
      cpu.intel.updateMicrocode = mkEnableOption "microcode updates";
      graphics = {
        enable = mkEnableOption "hardware graphics";
        extraPackages = mkOption {
          type = types.listOf types.package;
          default = [ ];
        };
      };
    };
  };

  config = {
    assertions = [
      {
        assertion = config.fileSystems ? "/";
        message = "The `fileSystems' option does not specify your root file system.";
      }
      {
        assertion = config.boot.loader.grub.enable -> config.boot.loader.grub.device != "";
        message = "You must set the option `boot.loader.grub.device' to make the system bootable.";
      }
      {
        assertion = (config.boot.supportedFilesystems.zfs or false) -> config.networking.hostId != null;
        message = "ZFS requires networking.hostId to be set";
      }
    ];
    environment.etc.fstab.text = lib.concatStrings (
      lib.mapAttrsToList (
        _: fs:
        "${toString fs.device} ${fs.mountPoint} ${fs.fsType} ${lib.concatStringsSep "," fs.options}\n"
      ) config.fileSystems
    );
  };
}
