{
  monitoring.server = "mon";
  hosts = {
    mon = {
      exporters = [ "node" ];
      containers.app.ports = [ "127.0.0.1:9091:80" ];
    };
    box = {
      exporters = [ "node" ];
      containers.app.ports = [
        "127.0.0.1:8080:80"
        "9100:80/tcp"
      ];
    };
  };
}
