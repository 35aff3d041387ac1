# The laptop: often away, often asleep.
{
  imports = [ ./hardware.nix ];

  services = {
    power-profiles-daemon.enable = true;
    fwupd.enable = true;
  };
  networking.networkmanager.wifi.powersave = true;

  system.stateVersion = "26.05";
}
