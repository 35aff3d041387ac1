{ config, lib, ... }:
{
  networking.hostName = "web";
  age.secrets.web.file = ../web.age;
}
