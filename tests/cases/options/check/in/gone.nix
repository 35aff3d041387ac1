{
  services.promtail = {
    enable = true;
    configuration.server.http_listen_port = 9080;
  };
  security.acme.certs."example.org".extraDomains."www.example.org" = null;
  security.acme.certs."example.org".extraDomainNames = [ "www.example.org" ];
  services.prometheus.exporters.node.enable = true;
  services.prometheus.exporters.minio.enable = true;
}
