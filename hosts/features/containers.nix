# Services that come as OCI images, run by podman. Images and ports stand in the inventory.
{ lib, host, ... }:
{
  virtualisation.podman = {
    enable = true;
    autoPrune.enable = true;
  };
  virtualisation.oci-containers.containers = lib.mapAttrs (_: container: {
    inherit (container) image ports;
  }) host.containers;
}
