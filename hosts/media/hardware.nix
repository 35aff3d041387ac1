{
  boot = {
    loader.systemd-boot.enable = true;
    loader.efi.canTouchEfiVariables = true;
    initrd.availableKernelModules = [
      "nvme"
      "xhci_pci"
    ];
  };
  hardware.cpu.intel.updateMicrocode = true;

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/media-root";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/MEDIA-BOOT";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
    # Mounted at first use: the machine boots while the NAS is being updated.
    "/films" = {
      device = "nas.home.example.org:/tank/films";
      fsType = "nfs";
      options = [
        "ro"
        "noauto"
        "x-systemd.automount"
        "x-systemd.idle-timeout=10min"
      ];
    };
  };
}
