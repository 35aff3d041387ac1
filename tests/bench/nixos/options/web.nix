{ config, lib, ... }:
let
  inherit (lib) mkEnableOption mkOption types;
  cfg = config.services.nginx;
  nullOrStr = mkOption {
    type = types.nullOr types.str;
    default = null;
  };
in
{
  options = {
    services.nginx = {
      enable = mkEnableOption "nginx";
      statusPage = mkEnableOption "its status page";
      recommendedOptimisation = mkEnableOption "recommended settings";
      recommendedProxySettings = mkEnableOption "recommended settings";
      recommendedTlsSettings = mkEnableOption "recommended settings";
      virtualHosts = mkOption {
        default = { };
        type = types.attrsOf (
          types.submodule {
            options = {
              forceSSL = mkEnableOption "redirection to https";
              enableACME = mkEnableOption "a certificate by ACME";
              acmeRoot = mkOption {
                type = types.nullOr types.str;
                default = "/var/lib/acme/acme-challenge";
              };
              locations = mkOption {
                default = { };
                type = types.attrsOf (
                  types.submodule {
                    options = {
                      proxyPass = nullOrStr;
                      proxyWebsockets = mkEnableOption "websockets";
                    };
                  }
                );
              };
            };
          }
        );
      };
    };
    security.acme = {
      acceptTerms = mkEnableOption "the terms of the certificate authority";
      defaults = {
        email = nullOrStr;
        dnsProvider = nullOrStr;
        environmentFile = mkOption {
          type = types.nullOr types.path;
          default = null;
        };
      };
    };
  };

  config.assertions =
    lib.optional (lib.any (host: host.enableACME) (lib.attrValues cfg.virtualHosts))
      {
        assertion = config.security.acme.acceptTerms && config.security.acme.defaults.email != null;
        message = "You must accept the CA's terms of service and set an address before using ACME.";
      };
}
