# A host as the README of agenix has it, with the module named here, on the nixpkgs named here: what its
# options and scripts come to.
{
  module,
  nixpkgs,
  more ? { },
}:
let
  evaluated = import (nixpkgs + "/nixos/lib/eval-config.nix") {
    system = "x86_64-linux";
    modules = [
      (if builtins.isAttrs module then module else import module)
      more
      (
        { config, ... }:
        {
          boot.loader.grub.device = "nodev";
          fileSystems."/".device = "/dev/disk/by-label/root";
          # Whatever it is called: nothing is built here.
          nixpkgs.overlays = [ (final: _: { nixward = final.hello; }) ];
          services.openssh.enable = true;

          age.secrets.nextcloud = {
            file = builtins.toFile "nextcloud.age" "";
            owner = "nextcloud";
            group = "nextcloud";
          };
          age.secrets.secret1.file = builtins.toFile "secret1.age" "";
          age.secrets.monitrc = {
            file = builtins.toFile "monitrc.age" "";
            path = "/etc/monitrc";
            symlink = false;
            mode = "770";
          };
          users.users.user1 = {
            isNormalUser = true;
            passwordFile = config.age.secrets.secret1.path;
          };
          users.users.nextcloud.isSystemUser = true;
          users.groups.nextcloud = { };
        }
      )
    ];
  };
  inherit (evaluated) config;
in
{
  secrets = builtins.mapAttrs (_: secret: {
    inherit (secret)
      group
      mode
      name
      owner
      path
      symlink
      ;
    file = toString secret.file;
  }) config.age.secrets;
  others = {
    inherit (config.age)
      ageBin
      identityPaths
      secretsDir
      secretsMountPoint
      ;
  };
  options = builtins.filter (name: name != "_module") (builtins.attrNames evaluated.options.age);
  scripts = builtins.filter (name: builtins.match "agenix.*" name != null) (
    builtins.attrNames config.system.activationScripts
  );
  failed = map (assertion: assertion.message) (
    builtins.filter (assertion: !assertion.assertion) config.assertions
  );
  system = config.system.build.toplevel.drvPath;
  units = map (unit: builtins.unsafeDiscardStringContext unit.text) (
    builtins.attrValues (
      builtins.intersectAttrs {
        "agenix-install-secrets.service" = null;
        "agenix-open-secrets.service" = null;
        "nixward-due.timer" = null;
      } config.systemd.units
    )
  );
}
