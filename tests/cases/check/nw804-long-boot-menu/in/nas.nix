{
  networking.hostName = "nas";
  boot.loader.grub = {
    device = "/dev/sda";
    configurationLimit = 100;
  };
}
