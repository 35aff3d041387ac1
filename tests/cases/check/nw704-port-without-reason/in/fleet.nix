{
  hosts.web = {
    ports = [
      { port = 443; reason = "the site"; }
      { port = 60000; to = 60010; protocol = "udp"; reason = "mosh"; }
    ];
    exporters = [ "node" ];
  };
  hosts.mail = { };
}
