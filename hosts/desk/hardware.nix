{
  boot = {
    loader.systemd-boot.enable = true;
    loader.efi.canTouchEfiVariables = true;
    initrd.availableKernelModules = [
      "nvme"
      "xhci_pci"
      "usbhid"
    ];
    kernelModules = [ "kvm-amd" ];
  };
  hardware = {
    cpu.amd.updateMicrocode = true;
    graphics.enable = true;
  };

  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/desk-root";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/DESK-BOOT";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
  };
}
