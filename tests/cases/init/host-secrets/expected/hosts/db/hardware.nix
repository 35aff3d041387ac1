# How the machine starts, and its disks. What `nixos-generate-config --show-hardware-config` prints on
# the machine itself may take the place of all but the boot loader.
{
  boot = {
    loader = {
      systemd-boot.enable = true;
      efi.canTouchEfiVariables = true;
    };
    initrd.availableKernelModules = [
      "nvme"
      "ahci"
      "xhci_pci"
      "usb_storage"
      "sd_mod"
    ];
  };

  # The labels that the installation chapter of the NixOS manual gives.
  fileSystems = {
    "/" = {
      device = "/dev/disk/by-label/nixos";
      fsType = "ext4";
    };
    "/boot" = {
      device = "/dev/disk/by-label/boot";
      fsType = "vfat";
      options = [ "umask=0077" ];
    };
  };
}
