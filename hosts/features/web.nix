# nginx in front of a service, with a certificate by DNS challenge, so that nothing has to be
# reachable from outside.
{ config, fleet, ... }:
{
  services.nginx = {
    enable = true;
    recommendedProxySettings = true;
    recommendedTlsSettings = true;
    recommendedOptimisation = true;
  };
  networking.firewall.allowedTCPPorts = [ 443 ];

  security.acme = {
    acceptTerms = true;
    defaults = {
      inherit (fleet.admins.alex) email;
      dnsProvider = "rfc2136";
      environmentFile = config.age.secrets.acme-dns.path;
    };
  };
  age.secrets.acme-dns.file = ../../secrets/acme-dns.age;
}
