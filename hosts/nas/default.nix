# Files, films and everybody's backups, on one mirrored ZFS pool.
{ config, fleet, ... }:
{
  imports = [ ./hardware.nix ];

  services.zfs = {
    autoScrub.enable = true;
    trim.enable = true;
  };
  services.sanoid = {
    enable = true;
    datasets."tank/home" = {
      autosnap = true;
      autoprune = true;
      daily = 14;
      monthly = 6;
    };
  };

  services.nfs.server = {
    enable = true;
    exports = ''
      /tank/films ${fleet.segments.servers.cidr}(ro) ${fleet.segments.lan.cidr}(ro)
    '';
  };

  # Hosts can add backups and never delete one, whoever has taken them over.
  services.restic.server = {
    enable = true;
    appendOnly = true;
    privateRepos = true;
    dataDir = "/tank/backup";
    htpasswd-file = config.age.secrets.restic-htpasswd.path;
  };
  age.secrets.restic-htpasswd = {
    file = ../../secrets/restic-htpasswd.age;
    owner = "restic";
  };

  networking.firewall.allowedTCPPorts = [
    2049
    8000
  ];

  system.stateVersion = "26.05";
}
