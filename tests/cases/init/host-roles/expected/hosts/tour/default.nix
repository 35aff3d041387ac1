# What is particular to tour.
{
  imports = [ ./hardware.nix ];

  networking.hostName = "tour";

  networking.networkmanager.enable = true;

  # The release it is installed with. It stays when the host is upgraded.
  system.stateVersion = "26.05";
}
