# Twelve hosts of all roles at two sites.
let
  at = site: host: host // { inherit site; };
  node = host: { exporters = [ "node" ]; } // host;
in
{
  release = "26.05";
  sites = {
    home = { };
    office = { };
  };
  monitoring = {
    server = "watch";
    retention = "21d";
    grafana = {
      domain = "grafana.example.org";
      adminPassword = "grafana-admin";
    };
  };
  logging = {
    server = "watch";
    retention = "14d";
  };
  features.web.module = "hosts/web module.nix";
  hosts = {
    watch = at "home" (node {
      role = "server";
      target.addresses = [ "2001:db8::1" ];
      nics = [ { name = "eno1"; } ];
      features = [ "web" ];
    });
    web-1 = at "home" (node {
      role = "server";
      exporters = [
        "node"
        "nginx"
      ];
      target.addresses = [ "192.0.2.11" ];
      nics = [
        {
          name = "eno1";
          addresses = [ "192.0.2.11/24" ];
        }
        { name = "eno2"; }
      ];
      features = [ "web" ];
    });
    web-2 = at "office" (node {
      role = "server";
      scrape = {
        address = "web-2.tailnet.example.ts.net";
        interface = "tailscale0";
      };
    });
    db = at "office" (node {
      role = "server";
      exporters = [
        "postgres"
        "node"
        "node"
      ];
    });
    boxes = at "home" (node {
      role = "server";
      containers.whoami = {
        image = "whoami:1";
        ports = [ "127.0.0.1:8080:80" ];
      };
    });
    nas = at "home" (node {
      role = "nas";
      exporters = [
        "node"
        "smartctl"
        "zfs"
      ];
      nics = [ { name = "enp3s0"; } ];
    });
    nas-2 = at "office" (node { role = "nas"; });
    desk = at "home" (node { role = "workstation"; });
    desk-2 = at "office" (node {
      role = "workstation";
      logs = true;
    });
    travel = at "home" (node { role = "laptop"; });
    lab = at "home" (node {
      role = "vm";
      logs = false;
    });
    "odd name \"\${x}\"" = at "home" (node { });
  };
}
