{ lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
in
{
  options.virtualisation = {
    libvirtd.enable = mkEnableOption "libvirtd";
    podman = {
      enable = mkEnableOption "podman";
      autoPrune.enable = mkEnableOption "removal of what is not used";
    };
    oci-containers.containers = mkOption {
      default = { };
      type = types.attrsOf (
        types.submodule {
          options = {
            image = mkOption { type = types.str; };
            ports = mkOption {
              type = types.listOf types.str;
              default = [ ];
            };
          };
        }
      );
    };
  };
}
