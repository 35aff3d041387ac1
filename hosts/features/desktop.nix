# A screen in front of a person: GNOME, sound, printing.
{ pkgs, ... }:
{
  services = {
    displayManager.gdm.enable = true;
    desktopManager.gnome.enable = true;
    pipewire = {
      enable = true;
      pulse.enable = true;
    };
    printing.enable = true;
  };
  networking.networkmanager.enable = true;
  programs.firefox.enable = true;
  environment.systemPackages = [ pkgs.gnome-tweaks ];
}
