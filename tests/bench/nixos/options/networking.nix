{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  ports = mkOption {
    type = types.listOf types.port;
    default = [ ];
  };
  firewall = {
    allowedTCPPorts = ports;
    allowedUDPPorts = ports;
  };
in
{
  options.networking = {
    hostName = mkOption {
      type = types.strMatching "^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$";
      default = "nixos";
    };
    hostId = mkOption {
      type = types.nullOr types.str;
      default = null;
    };
    useDHCP = mkOption {
      type = types.bool;
      default = true;
    };
    nftables.enable = mkEnableOption "nftables";
    networkmanager = {
      enable = mkEnableOption "NetworkManager";
      wifi.powersave = mkOption {
        type = types.nullOr types.bool;
        default = null;
      };
    };
    firewall = firewall // {
      enable = mkOption {
        type = types.bool;
        default = true;
      };
      extraInputRules = mkOption {
        type = types.lines;
        default = "";
      };
      interfaces = mkOption {
        type = types.attrsOf (types.submodule { options = firewall; });
        default = { };
      };
    };
  };

  config.assertions = [
    {
      assertion = config.networking.firewall.extraInputRules != "" -> config.networking.nftables.enable;
      message = "networking.firewall.extraInputRules needs nftables.";
    }
  ];
}
