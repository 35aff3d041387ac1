{ config, ... }:
{
  nixpkgs.hostPlatform = config.platform;
}
