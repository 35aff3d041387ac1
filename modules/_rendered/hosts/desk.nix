# What nixward renders for desk: change hosts/fleet.nix, and run `nixward render`.
{ lib, ... }:
{
  imports = [
    ../../../hosts/features/desktop.nix
    ../../../hosts/features/backup.nix
  ];

  # What the host itself says of these options wins.
  config = lib.mkOverride 900 {
    nixward.monitoring.agent = {
      enable = true;
      exporters = [ "node" ];
      interfaces = [ "enp6s0" ];
    };
  };
}
