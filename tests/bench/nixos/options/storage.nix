{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services;
  strings = mkOption {
    type = types.listOf types.str;
    default = [ ];
  };
  nullOrStr = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
in
{
  options.services = {
    nfs.server = {
      enable = mkEnableOption "the NFS server";
      exports = mkOption {
        type = types.lines;
        default = "";
      };
    };
    samba = {
      enable = mkEnableOption "Samba";
      settings = mkOption {
        type = types.attrsOf (types.attrsOf types.str);
        default = { };
      };
    };
    zfs = {
      autoScrub.enable = mkEnableOption "scrubs";
      trim.enable = mkOption {
        type = types.bool;
        default = true;
      };
    };
    sanoid = {
      enable = mkEnableOption "sanoid";
      datasets = mkOption {
        default = { };
        type = types.attrsOf (
          types.submodule {
            options =
              lib.genAttrs [ "autosnap" "autoprune" ] (
                _:
                mkOption {
                  type = types.nullOr types.bool;
                  default = null;
                }
              )
              // lib.genAttrs [ "daily" "monthly" ] (
                _:
                mkOption {
                  type = types.nullOr types.int;
                  default = null;
                }
              );
          }
        );
      };
    };
    restic = {
      server = {
        enable = mkEnableOption "the restic REST server";
        appendOnly = mkEnableOption "refusal to delete";
        privateRepos = mkEnableOption "one folder for each user";
        dataDir = mkOption {
          type = types.path;
          default = "/var/lib/restic";
        };
        htpasswd-file = mkOption {
          type = types.nullOr types.path;
          default = null;
        };
      };
      backups = mkOption {
        default = { };
        type = types.attrsOf (
          types.submodule {
            options = {
              paths = strings;
              exclude = strings;
              repository = nullOrStr;
              passwordFile = nullOrStr;
              environmentFile = nullOrStr;
              timerConfig = mkOption {
                type = types.nullOr (types.attrsOf (types.either types.bool types.str));
                default = {
                  OnCalendar = "daily";
                  Persistent = true;
                };
              };
            };
          }
        );
      };
    };
  };

  config = lib.mkMerge [
    {
      assertions = lib.mapAttrsToList (name: set: {
        assertion = set.repository != null;
        message = "services.restic.backups.${name}: a repository must be set.";
      }) cfg.restic.backups;
    }
    (lib.mkIf cfg.restic.server.enable {
      users.users.restic = {
        isSystemUser = true;
        group = "restic";
      };
      users.groups.restic = { };
    })
    (lib.mkIf cfg.nfs.server.enable { environment.etc.exports.text = cfg.nfs.server.exports; })
  ];
}
