{
  boot = {
    loader.systemd-boot.enable = true;
    loader.efi.canTouchEfiVariables = true;
    initrd.availableKernelModules = [
      "ahci"
      "sd_mod"
    ];
  };
  hardware.cpu.intel.updateMicrocode = true;

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/monitor-root";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/MON-BOOT";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
  };
}
