{ config, lib, ... }:
{
  networking.hostName = "db";
  age.secrets = lib.genAttrs config.names (name: { file = ../. + "/${name}.age"; });
}
