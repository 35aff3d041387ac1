# What every host of the fleet has in common. Values that a host may want otherwise are defaults.
{
  lib,
  fleet,
  host,
  ...
}:
{
  networking.hostName = host.name;

  # People log in with a key, under their own name. They have no password that sudo could ask for.
  users.users = lib.mapAttrs (_: admin: {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
    openssh.authorizedKeys.keys = admin.keys;
  }) fleet.admins;
  security.sudo.wheelNeedsPassword = false;

  services.openssh = {
    enable = true;
    settings = {
      PasswordAuthentication = false;
      KbdInteractiveAuthentication = false;
      PermitRootLogin = "no";
    };
  };

  nix = {
    settings = {
      experimental-features = [
        "nix-command"
        "flakes"
      ];
      # Those who deploy copy to the store what they have built.
      trusted-users = [ "@wheel" ];
    };
    gc = {
      automatic = lib.mkDefault true;
      dates = lib.mkDefault "weekly";
      options = lib.mkDefault "--delete-older-than 30d";
    };
  };
}
