# A virtual machine to break things in.
{
  imports = [ ./hardware.nix ];

  services.qemuGuest.enable = true;
  system.autoUpgrade = {
    enable = true;
    flake = "github:nixward/nixward#lab";
    dates = "04:40";
    allowReboot = true;
  };

  system.stateVersion = "26.05";
}
