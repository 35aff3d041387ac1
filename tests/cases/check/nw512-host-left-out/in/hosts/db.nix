{ config, lib, ... }:
{
  networking.hostName = "db";
  age.secrets = lib.mkMerge [
    { both.file = ../both.age; }
    { web.file = ../web.age; }
    (lib.mkIf config.services.nginx.enable { other.file = ../web.age; })
  ];
  # A key of its own, as far as anybody knows: no file of sops has that of the host.
  sops.secrets.password.sopsFile = ../secrets/web/ok.yaml;
}
