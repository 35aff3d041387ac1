{
  hosts.web.target.addresses = [ "192.0.2.1" ];
  hosts.mail.target = { addresses = [ "192.0.2.2" ]; user = "ann"; };
  hosts.nas.target = { addresses = [ "192.0.2.3" ]; user = "bob"; };
  hosts.tail.target.addresses = [ "192.0.2.4" ];
  hosts.far = { };
}
