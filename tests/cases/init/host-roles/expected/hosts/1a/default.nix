# What is particular to 1a.
{
  imports = [ ./hardware.nix ];

  networking.hostName = "1a";

  services.qemuGuest.enable = true;

  # The release it is installed with. It stays when the host is upgraded.
  system.stateVersion = "26.05";
}
