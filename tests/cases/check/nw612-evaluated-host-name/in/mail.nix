{ config, ... }:
{
  networking.hostName = config.site + "-mail";
}
