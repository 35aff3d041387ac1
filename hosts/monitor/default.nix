# Prometheus, Grafana and Loki: the inventory says what they do. Here is how people reach Grafana.
{ config, ... }:
let
  inherit (config.nixward.monitoring.grafana) domain;
in
{
  imports = [ ./hardware.nix ];

  services.nginx.virtualHosts.${domain} = {
    forceSSL = true;
    enableACME = true;
    acmeRoot = null;
    locations."/" = {
      proxyPass = "http://127.0.0.1:${toString config.services.grafana.settings.server.http_port}";
      proxyWebsockets = true;
    };
  };

  system.stateVersion = "26.05";
}
