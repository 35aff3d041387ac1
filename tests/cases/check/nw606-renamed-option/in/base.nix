{ lib, ... }:
{
  services.openssh = {
    enable = true;
    passwordAuthentication = lib.mkDefault false;
  };
}
