{
  boot.extraTTYs = [ "tty8" ];
  networking.hostName = "web";
}
