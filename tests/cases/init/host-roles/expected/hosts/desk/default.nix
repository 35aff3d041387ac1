# What is particular to desk.
{
  imports = [ ./hardware.nix ];

  networking.hostName = "desk";

  networking.networkmanager.enable = true;

  # The release it is installed with. It stays when the host is upgraded.
  system.stateVersion = "26.05";
}
