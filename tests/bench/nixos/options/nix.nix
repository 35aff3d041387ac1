{ lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
in
{
  options = {
    nix = {
      settings = mkOption {
        type = types.attrsOf (
          types.oneOf [
            types.bool
            types.int
            types.str
            (types.listOf types.str)
          ]
        );
        default = { };
      };
      gc = {
        automatic = mkEnableOption "automatic garbage collection";
        dates = mkOption {
          type = types.str;
          default = "03:15";
        };
        options = mkOption {
          type = types.str;
          default = "";
        };
      };
    };
    system.autoUpgrade = {
      enable = mkEnableOption "upgrades without being asked";
      flake = mkOption {
        type = types.nullOr types.str;
        default = null;
      };
      dates = mkOption {
        type = types.str;
        default = "04:40";
      };
      allowReboot = mkEnableOption "reboots after an upgrade";
    };
  };
}
