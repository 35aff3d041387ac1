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
    users = {
      mutableUsers = mkOption {
        type = types.bool;
        default = true;
      };
      users = mkOption {
        default = { };
        type = types.attrsOf (
          types.submodule {
            options = {
              isNormalUser = mkEnableOption "an account of a person";
              isSystemUser = mkEnableOption "an account of a service";
              group = mkOption {
                type = types.str;
                default = "";
              };
              extraGroups = list;
              openssh.authorizedKeys.keys = list;
            };
          }
        );
      };
      groups = mkOption {
        default = { };
        type = types.attrsOf (types.submodule { });
      };
    };
    security = {
      sudo = {
        enable = mkOption {
          type = types.bool;
          default = true;
        };
        wheelNeedsPassword = mkOption {
          type = types.bool;
          default = true;
        };
        extraRules = mkOption {
          default = [ ];
          type = types.listOf (
            types.submodule {
              options = {
                users = list;
                groups = list;
                commands = mkOption {
                  type = types.listOf (
                    types.either types.str (
                      types.submodule {
                        options = {
                          command = mkOption { type = types.str; };
                          options = list;
                        };
                      }
                    )
                  );
                };
              };
            }
          );
        };
      };
    };
    i18n.defaultLocale = mkOption {
      type = types.str;
      default = "en_US.UTF-8";
    };
    time.timeZone = mkOption {
      type = types.nullOr types.str;
      default = null;
    };
  };

  config = {
    users.users.root = {
      isSystemUser = true;
      group = "root";
    };
    assertions = lib.mapAttrsToList (name: user: {
      assertion = user.isNormalUser != user.isSystemUser;
      message = "Exactly one of users.users.${name}.isSystemUser and users.users.${name}.isNormalUser must be set.";
    }) config.users.users;
  };
}
