{
  admins.ann.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmNXgnlP2kfdd9pKyYLrEyM2VlVTCcBwxr8nzj2Cp4M" ];
}
