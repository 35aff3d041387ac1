{
  boot = {
    loader.systemd-boot.enable = true;
    loader.efi.canTouchEfiVariables = true;
    initrd.availableKernelModules = [
      "nvme"
      "ahci"
      "sd_mod"
    ];
    supportedFilesystems = [ "zfs" ];
    zfs.extraPools = [ "tank" ];
  };
  # ZFS refuses a pool that another machine had open; this is how it tells machines apart.
  networking.hostId = "8a7c0150";
  hardware.cpu.amd.updateMicrocode = true;

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/nas-root";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/NAS-BOOT";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
  };
}
