# A fleet that feeds every alert: twelve hosts of all roles at two sites. Addresses and names are examples.
let
  host = site: role: exporters: { inherit site role exporters; };
  disks = [
    "node"
    "smartctl"
  ];
  writers = [
    "drill"
    "sysctl"
    "listeners"
    "tailscale"
    "integrity"
  ];
in
{
  sites.home.gateway = "192.0.2.1";
  sites.office.gateway = "192.0.2.129";

  monitoring = {
    server = "monitor";
    deadMan = "dead-man-url";
    anomalies.requests = "sum by (host) (rate(nginx_http_requests_total[5m]))";
    alertsOff.NvmeWearHigh = {
      reason = "the drives are under contract";
      until = "2099-12-31";
    };
  };
  logging.server = "monitor";

  channels = {
    mail = {
      kind = "email";
      to = "alex@example.org";
      server = "mail.example.org:587";
      secret = "mail-password";
      external = true;
      after = "15m";
    };
    phone = {
      kind = "ntfy";
      url = "https://ntfy.example.org/fleet$HOME";
      secret = "ntfy-token";
    };
    chat = {
      kind = "slack";
      secret = "slack-url";
      severities = [
        "warning"
        "info"
      ];
    };
    talk = {
      kind = "discord";
      secret = "discord-url";
      severities = [ "warning" ];
    };
    bot = {
      kind = "telegram";
      secret = "telegram-token";
      chat = -100123;
    };
    pager = {
      kind = "pagerduty";
      secret = "pagerduty-key";
      external = true;
    };
    hook = {
      kind = "webhook";
      secret = "hook-url";
      severities = [ "info" ];
    };
    sms = {
      kind = "sms";
      secret = "sms-url";
      external = true;
      after = "30m";
    };
  };
  quietHours = {
    from = "22:00";
    to = "07:00";
    timezone = "Europe/Vienna";
  };

  slos = {
    web = {
      host = "web1";
      url = "https://web.example.org/";
      objective = 99.9;
      latencyMs = 800;
    };
    shop = {
      host = "web2";
      url = "https://shop.example.org/health";
      objective = 99;
      interval = "30s";
    };
  };

  backup.repositories.nas.host = "nas";

  hosts = {
    monitor = host "home" "server" (disks ++ [ "alloy" ]);
    nas = host "home" "nas" (disks ++ [ "zfs" ]) // {
      fileSystems."/tank".fillsBy = 0.8;
      alertsOff.SmartReallocatedGrowing.reason = "a drive that is on its way out, and known";
      textfileWriters = writers;
    };
    gateway = host "home" "server" (
      disks
      ++ [
        "fail2ban"
        "wireguard"
      ]
    );
    db = host "home" "server" [
      "node"
      "postgres"
      "redis"
      "mysqld"
    ] // {
      textfileWriters = [ "backup" ];
      backups.dumps = {
        repository = "nas";
        paths = [ "/var/backup" ];
        interval = "12h";
      };
      timers.postgresqlBackup.maxAge = "26h";
      budgets.memoryPressure = 0.2;
    };
    desk = host "home" "workstation" disks;
    travel = host "home" "laptop" [ "node" ] // {
      textfileWriters = [ "backup" ];
      backups.home = {
        repository = "nas";
        paths = [ "/home" ];
      };
    };
    lab = host "home" "vm" [ "node" ] // {
      alwaysOn = false;
    };
    web1 = host "office" "server" [
      "node"
      "nginx"
    ] // {
      budgets.boot = "30s";
      ports = [
        {
          port = 443;
          reason = "the web";
        }
      ];
      certificates = {
        "web.example.org" = { };
        "www.example.org".profile = "tlsserver";
        "api.example.org".profile = "shortlived";
        "intern.example.org".challenge = "internal";
      };
    };
    web2 = host "office" "server" [
      "node"
      "nginx"
    ] // {
      target.addresses = [ "192.0.2.140" ];
      containers.shop.ports = [
        "8080:80"
        "127.0.0.1:9000:9000"
      ];
      gates.health.http = "https://shop.example.org/health";
      gates.smtp.tcp = "192.0.2.140:25";
    };
    mail = host "office" "server" [ "node" ];
    files = host "office" "nas" (disks ++ [ "zfs" ]);
    desk2 = host "office" "workstation" [ "node" ];
  };
}
