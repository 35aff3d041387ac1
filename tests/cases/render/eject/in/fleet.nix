{
  monitoring.server = "mon";
  logging.server = "mon";
  hosts = {
    mon = {
      role = "server";
      exporters = [ "node" ];
    };
    nas = {
      role = "nas";
      target.addresses = [ "192.0.2.10" ];
      exporters = [
        "node"
        "zfs"
      ];
      nics = [ { name = "eno1"; } ];
    };
  };
}
