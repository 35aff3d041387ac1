{
  networking.hostName = "a";
  networking.domain = "b";
  networking.useDHCP = false;
  services.nginx.enable = true;
  services.nginx.user = "web";
  services.openssh.enable = true;
}
