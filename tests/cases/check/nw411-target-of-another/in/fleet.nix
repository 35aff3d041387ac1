{
  hosts = {
    web.target.addresses = [ "nas" ];
    nas.target.addresses = [ "nas" "nas.example.org" ];
    # A forwarded port, and a guest of that host.
    mail.target = { addresses = [ "nas" ]; port = 2222; };
    guest = { target.addresses = [ "nas" ]; parent = "nas"; target.port = 2223; };
  };
}
