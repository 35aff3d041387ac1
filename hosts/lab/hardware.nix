{
  boot = {
    loader.grub = {
      enable = true;
      device = "/dev/vda";
    };
    initrd.availableKernelModules = [
      "virtio_pci"
      "virtio_blk"
      "virtio_net"
    ];
  };

  fileSystems."/" = {
    device = "/dev/disk/by-label/lab-root";
    fsType = "ext4";
  };
}
