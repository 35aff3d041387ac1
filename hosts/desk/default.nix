# The workstation in the study.
{ pkgs, ... }:
{
  imports = [ ./hardware.nix ];

  virtualisation.libvirtd.enable = true;
  users.users.alex.extraGroups = [ "libvirtd" ];

  environment.systemPackages = [
    pkgs.gimp
    pkgs.rustup
  ];

  system.stateVersion = "26.05";
}
