# Jellyfin; the films themselves lie on the NAS.
{ pkgs, ... }:
{
  imports = [ ./hardware.nix ];

  services.jellyfin.enable = true;
  # Transcoding on the graphics chip of the processor.
  hardware.graphics = {
    enable = true;
    extraPackages = [ pkgs.intel-media-driver ];
  };
  users.users.jellyfin.extraGroups = [
    "render"
    "video"
  ];

  services.nginx.virtualHosts."media.home.example.org" = {
    forceSSL = true;
    enableACME = true;
    acmeRoot = null;
    locations."/" = {
      proxyPass = "http://127.0.0.1:8096";
      proxyWebsockets = true;
    };
  };

  system.stateVersion = "26.05";
}
