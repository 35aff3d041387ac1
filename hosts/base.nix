# What every host of the fleet has in common. Values that a host may want otherwise are defaults.
{
  lib,
  pkgs,
  fleet,
  host,
  ...
}:
let
  keys = lib.concatMap (admin: admin.keys) (lib.attrValues fleet.admins);
in
{
  networking = {
    hostName = host.name;
    nftables.enable = true;
  };
  time.timeZone = lib.mkDefault fleet.sites.${host.site}.timezone;
  i18n.defaultLocale = lib.mkDefault "en_GB.UTF-8";
  environment.systemPackages = [ pkgs.git ];

  # People log in under their own name, with a password they set once (`passwd`); nixward and
  # nixos-rebuild deploy as `deploy`.
  users.users =
    lib.mapAttrs (_: admin: {
      isNormalUser = true;
      extraGroups = [ "wheel" ];
      openssh.authorizedKeys.keys = admin.keys;
    }) fleet.admins
    // {
      deploy = {
        isNormalUser = true;
        openssh.authorizedKeys.keys = keys;
      };
    };
  security.sudo.extraRules = [
    {
      users = [ "deploy" ];
      commands = [
        {
          command = "ALL";
          options = [ "NOPASSWD" ];
        }
      ];
    }
  ];

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
      trusted-users = [ "deploy" ];
    };
    gc = {
      automatic = true;
      dates = "weekly";
      options = "--delete-older-than 30d";
    };
  };
}
