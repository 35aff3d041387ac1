{
  features.web.module = "hosts/web.nix";
  hosts = {
    nas.features = [ "web" ];
    new = { };
    www.features = [ "web" ];
  };
}
