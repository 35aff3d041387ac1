{ config, lib, ... }:
{
  imports = [
    ./hardware.nix
    ../../modules/base.nix
  ];
  environment.etc.motd.source = ./motd;
  boot.loader.timeout = lib.mkIf config.services.nginx.enable 1;
}
