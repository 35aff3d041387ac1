{
  networking.hostName = "web";
  services.openssh.enable = true;
}
