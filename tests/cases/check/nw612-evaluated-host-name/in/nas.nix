{ config, ... }:
{
  networking.hostName = config.mail;
}
