# What is particular to db.
{
  imports = [ ./hardware.nix ];

  networking.hostName = "db";

  # The release it is installed with. It stays when the host is upgraded.
  system.stateVersion = "26.05";
}
