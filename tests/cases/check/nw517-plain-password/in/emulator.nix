{
  users.users.alex.password = "alex";
  virtualisation.qemu.options = [ "-vga virtio" ];
}
