{ config, lib, ... }:
{
  networking.hostName = "web";
  age.secrets.web.file = ../web.age;
  age.secrets.both.file = ../both.age;
  sops.defaultSopsFile = ../secrets/web/ok.yaml;
  sops.secrets.password = { };
  sops.secrets.shared.sopsFile = ../secrets/shared/people.yaml;
}
