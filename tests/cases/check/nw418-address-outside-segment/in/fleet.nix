{
  segments = {
    lan.cidr = "192.0.2.0/25";
    open = { };
  };
  hosts = {
    a.nics = [ { name = "e0"; segment = "lan"; addresses = [ "192.0.2.200/25" ]; } ];
    b.nics = [
      { name = "e0"; segment = "lan"; addresses = [ "192.0.2.20/25" "2001:db8::1/64" ]; }
      { name = "e1"; segment = "open"; addresses = [ "198.51.100.1/24" ]; }
    ];
  };
}
