{ config, ... }:
{
  networking.hostName = config.nas;
}
