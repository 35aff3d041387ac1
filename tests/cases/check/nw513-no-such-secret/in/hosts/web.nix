{ config, lib, ... }:
{
  networking.hostName = "web";
  age.secrets.gone.file = ../gone.age;
  age.secrets.there.file = ../there.age;
  age.secrets.new.file = ../new.age;
  age.secrets.perhaps = lib.mkIf config.services.nginx.enable { file = ../perhaps.age; };
  sops.defaultSopsFile = ../secrets.yaml;
}
