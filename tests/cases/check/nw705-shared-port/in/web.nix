{
  services.nginx.enable = true;
  services.cadvisor = {
    enable = true;
    port = 80;
  };
}
