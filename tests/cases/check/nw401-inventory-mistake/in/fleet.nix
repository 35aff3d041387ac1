{
  hosts.web = {
    rol = "server";
    features = [ "wbe" ];
    target.port = 70000;
  };
  # A near miss: null says the same as no key.
  hosts.nas.role = null;
  features.web = { };
}
