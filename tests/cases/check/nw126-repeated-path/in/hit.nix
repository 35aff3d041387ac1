{
  services.nginx.enable = true;
  services.nginx.user = "web";
  services.nginx.virtualHosts.a.root = "/";
}
