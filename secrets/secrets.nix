# Who may open which secret, as agenix reads it. Keys come from the inventory: when a host is
# reinstalled, one line there changes and the files it reads are encrypted anew.
let
  fleet = import ../hosts/fleet.nix;
  admins = builtins.concatMap (admin: admin.keys) (builtins.attrValues fleet.admins);
  inherit (fleet.hosts)
    desk
    travel
    monitor
    media
    nas
    ;
  readBy = hosts: {
    publicKeys = admins ++ map (host: host.target.hostKey) hosts;
  };
in
{
  "acme-dns.age" = readBy [
    monitor
    media
  ];
  "grafana-admin-password.age" = readBy [ monitor ];
  "grafana-secret-key.age" = readBy [ monitor ];
  "mail-password.age" = readBy [ monitor ];
  "ntfy-token.age" = readBy [ monitor ];
  "restic-htpasswd.age" = readBy [ nas ];
  "restic-nas.age" = readBy [
    desk
    travel
    monitor
    media
  ];
  "restic-offsite.age" = readBy [ nas ];
}
