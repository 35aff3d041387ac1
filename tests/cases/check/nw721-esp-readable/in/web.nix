{
  fileSystems."/boot" = {
    device = "/dev/sda1";
    fsType = "vfat";
  };
}
