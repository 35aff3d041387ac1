{
  segments = {
    lan = { };
    lab = { };
  };
  hosts = {
    a = {
      target.addresses = [ "192.0.2.1" ];
      nics = [ { name = "e0"; mac = "00:00:5e:00:53:01"; segment = "lan"; addresses = [ "192.0.2.1/24" ]; } ];
    };
    b = {
      target.addresses = [ "192.0.2.1" ];
      nics = [ { name = "e0"; mac = "00:00:5E:00:53:01"; segment = "lan"; addresses = [ "192.0.2.1/24" ]; } ];
    };
    # Another port, another way there, another network.
    c.target = { addresses = [ "192.0.2.1" ]; port = 2222; };
    d.target = { addresses = [ "192.0.2.1" ]; jump = "a"; };
    e.nics = [ { name = "e0"; segment = "lab"; addresses = [ "192.0.2.1/24" ]; } ];
  };
}
