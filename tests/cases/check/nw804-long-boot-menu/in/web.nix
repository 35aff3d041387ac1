{
  networking.hostName = "web";
  boot.loader.systemd-boot.enable = true;
}
