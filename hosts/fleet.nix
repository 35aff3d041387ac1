# The inventory of the example fleet: what there is, in plain data.
#
# flake.nix builds every host from this file, secrets/secrets.nix takes the keys from it, and
# nixward reads it without Nix. Every key is optional; `nixward schema` describes them all.
# Addresses, names and keys are examples: ranges reserved for documentation, keys made for tests.
let
  # What all machines at home have in common; a host adds its own with `//`.
  home = {
    system = "x86_64-linux";
    site = "home";
    exporters = [ "node" ];
  };

  # A machine that is expected to answer at any hour.
  server = home // {
    role = "server";
    alwaysOn = true;
    exporters = [
      "node"
      "smartctl"
    ];
  };

  # ssh is open on every host: without it nobody can deploy.
  ssh = {
    port = 22;
    from = [ "lan" ];
    reason = "administration and deployment";
  };
in
{
  release = "26.05";

  # The golden cases of nixward's own tests hold mistakes on purpose.
  check.exclude = [
    "tests/cases"
    "tests/it/pure/frameworks"
  ];

  admins.alex = {
    keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu TEST KEY alex"
    ];
    email = "alex@example.org";
  };

  sites.home = {
    timezone = "Europe/Vienna";
    gateway = "192.0.2.1";
    probe = "monitor";
  };

  # Flows say what may cross from one segment into another; the rest is expected to be closed.
  segments = {
    lan = {
      site = "home";
      cidr = "192.0.2.0/25";
    };
    servers = {
      site = "home";
      cidr = "192.0.2.128/25";
      vlan = 20;
    };
  };
  flows = [
    {
      from = "lan";
      to = "servers";
      ports = [
        22
        443
      ];
      reason = "people use the services and administer them";
    }
  ];

  monitoring = {
    server = "monitor";
    retention = "30d";
    grafana = {
      domain = "monitor.home.example.org";
      adminPassword = "grafana-admin-password";
      secretKey = "grafana-secret-key";
    };
  };
  logging = {
    server = "monitor";
    retention = "30d";
  };

  # Where alerts go. `secret` names a rule of secrets/secrets.nix and is never the value itself.
  channels = {
    phone = {
      kind = "ntfy";
      url = "https://ntfy.example.net/alex";
      secret = "ntfy-token";
    };
    mail = {
      kind = "email";
      to = "alex@example.org";
      server = "mail.example.org:587";
      # Alerts must leave the house even when the house is what failed.
      external = true;
      secret = "mail-password";
    };
  };

  slos.media = {
    host = "media";
    url = "https://media.home.example.org/health";
    objective = 99.0;
  };

  # The NAS keeps everybody's files, another house keeps those of the NAS.
  backup.repositories = {
    nas = {
      kind = "restic";
      host = "nas";
      url = "rest:http://nas.home.example.org:8000/";
      secret = "restic-nas";
    };
    offsite = {
      kind = "restic";
      offsite = true;
      url = "rest:https://backup.example.net/alex/";
      secret = "restic-offsite";
    };
  };

  # A flag is a module that some hosts import; `removeBy` keeps it from staying for ever.
  features = {
    desktop = {
      module = "hosts/features/desktop.nix";
      description = "A screen in front of a person";
    };
    web = {
      module = "hosts/features/web.nix";
      description = "nginx in front of a service, with a certificate";
    };
    backup = {
      module = "hosts/features/backup.nix";
      description = "Files leave the machine every night";
    };
    containers = {
      module = "hosts/features/containers.nix";
      description = "Services that come as OCI images";
      conflicts = [ "desktop" ];
    };
    samba = {
      module = "hosts/features/samba.nix";
      description = "For the one television that cannot speak NFS";
      removeBy = "2027-12-31";
    };
  };

  # The virtual machine goes first, machines that others need go last.
  rollout.waves = [
    {
      name = "canary";
      bake = "10m";
    }
    { name = "personal"; }
    { name = "servers"; }
  ];

  hosts = {
    desk = home // {
      description = "The workstation in the study";
      role = "workstation";
      tags = [ "personal" ];
      wave = "personal";
      target = {
        addresses = [
          "192.0.2.10"
          "desk.home.example.org"
        ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q";
      };
      nics = [
        {
          name = "enp6s0";
          mac = "00:00:5e:00:53:10";
          segment = "lan";
          addresses = [ "192.0.2.10/25" ];
        }
      ];
      disks = [
        {
          name = "system";
          device = "/dev/disk/by-id/nvme-EXAMPLE_2TB_0010";
        }
      ];
      ports = [ ssh ];
      features = [
        "desktop"
        "backup"
      ];
      backups.home = {
        repository = "nas";
        paths = [ "/home" ];
        exclude = [ "/home/*/.cache" ];
        interval = "1d";
      };
    };

    travel = home // {
      description = "The laptop: often away, often asleep";
      role = "laptop";
      alwaysOn = false;
      tags = [ "personal" ];
      wave = "personal";
      target = {
        addresses = [ "travel.home.example.org" ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJwvwWi7vtiaZCEy0+e7HfCEGGvVs7UiaEL+vXsst9wa";
      };
      # Away from home nobody asks it for metrics; that is no alert.
      nics = [
        {
          name = "wlp0s20f3";
          segment = "lan";
        }
      ];
      disks = [
        {
          name = "system";
          device = "/dev/disk/by-id/nvme-EXAMPLE_1TB_0011";
        }
      ];
      ports = [ ssh ];
      features = [
        "desktop"
        "backup"
      ];
      backups.home = {
        repository = "nas";
        paths = [ "/home" ];
        exclude = [ "/home/*/.cache" ];
        interval = "1d";
      };
    };

    monitor = server // {
      description = "Prometheus and Grafana";
      tags = [ "infra" ];
      wave = "servers";
      target = {
        addresses = [
          "192.0.2.130"
          "monitor.home.example.org"
        ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPnwcycCGyU4chlOk3TLmV14HZUepHNoKlssRFKUHt4W";
      };
      nics = [
        {
          name = "eno1";
          mac = "00:00:5e:00:53:30";
          segment = "servers";
          addresses = [ "192.0.2.130/25" ];
        }
      ];
      disks = [
        {
          name = "system";
          device = "/dev/disk/by-id/ata-EXAMPLE_500GB_0030";
        }
      ];
      ports = [
        ssh
        {
          port = 443;
          from = [ "lan" ];
          reason = "Grafana";
        }
      ];
      certificates."monitor.home.example.org" = {
        challenge = "dns";
      };
      features = [
        "web"
        "backup"
      ];
      backups.grafana = {
        repository = "nas";
        paths = [ "/var/lib/grafana" ];
        interval = "1d";
      };
    };

    media = server // {
      description = "Jellyfin; the films themselves lie on the NAS";
      tags = [ "infra" ];
      wave = "servers";
      dependsOn = [ "nas" ];
      target = {
        addresses = [
          "192.0.2.140"
          "media.home.example.org"
        ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIGVBwvi0EYjQXV1l1q3YSWNGRWWBpZawRZtiIfsEjDq";
      };
      nics = [
        {
          name = "enp1s0";
          mac = "00:00:5e:00:53:40";
          segment = "servers";
          addresses = [ "192.0.2.140/25" ];
        }
      ];
      disks = [
        {
          name = "system";
          device = "/dev/disk/by-id/nvme-EXAMPLE_500GB_0040";
        }
      ];
      ports = [
        ssh
        {
          port = 443;
          from = [ "lan" ];
          reason = "Jellyfin";
        }
      ];
      certificates."media.home.example.org" = {
        challenge = "dns";
      };
      gates.health.http = "https://media.home.example.org/health";
      features = [
        "web"
        "backup"
      ];
      backups.jellyfin = {
        repository = "nas";
        paths = [ "/var/lib/jellyfin" ];
        interval = "1d";
      };
    };

    nas = server // {
      description = "Files, films and everybody's backups";
      role = "nas";
      tags = [ "infra" ];
      wave = "servers";
      target = {
        addresses = [
          "192.0.2.150"
          "nas.home.example.org"
        ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEbidMHZRXjJMoH9eHOtzGEZPRDvyieQYk7uE5InZCjv";
      };
      nics = [
        {
          name = "enp3s0";
          mac = "00:00:5e:00:53:50";
          segment = "servers";
          addresses = [ "192.0.2.150/25" ];
        }
      ];
      disks = [
        {
          name = "system";
          device = "/dev/disk/by-id/nvme-EXAMPLE_250GB_0050";
        }
        {
          name = "tank-a";
          device = "/dev/disk/by-id/ata-EXAMPLE_8TB_0051";
          pool = "tank";
        }
        {
          name = "tank-b";
          device = "/dev/disk/by-id/ata-EXAMPLE_8TB_0052";
          pool = "tank";
        }
      ];
      fileSystems."/tank" = {
        fsType = "zfs";
        fillsBy = 0.8;
      };
      exporters = [
        "node"
        "smartctl"
        "zfs"
      ];
      ports = [
        ssh
        {
          port = 2049;
          from = [
            "lan"
            "servers"
          ];
          reason = "NFS";
        }
        {
          port = 445;
          from = [ "lan" ];
          reason = "SMB for the television";
        }
        {
          port = 8000;
          from = [
            "lan"
            "servers"
          ];
          reason = "restic, append-only";
        }
      ];
      # A half-finished scrub or backup must not meet an automatic way back.
      rollback.onGate = "ask";
      features = [
        "backup"
        "samba"
      ];
      backups.documents = {
        repository = "offsite";
        paths = [ "/tank/home" ];
        interval = "1d";
      };
    };

    lab = home // {
      description = "A virtual machine to break things in";
      role = "vm";
      tags = [ "lab" ];
      wave = "canary";
      canary = true;
      target = {
        addresses = [ "192.0.2.200" ];
        user = "deploy";
        hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHIIba70Pzcg76oNKHdWGoYg/PHSdd+An2OelPO6hOhj";
      };
      nics = [
        {
          name = "ens3";
          mac = "00:00:5e:00:53:60";
          segment = "servers";
          addresses = [ "192.0.2.200/25" ];
        }
      ];
      ports = [ ssh ];
      containers.whoami = {
        image = "docker.io/traefik/whoami:v1.11.0";
        ports = [ "127.0.0.1:8080:80" ];
      };
      features = [ "containers" ];
    };
  };
}
