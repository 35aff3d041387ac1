{
  features.web.module = "hosts/web.nix";
  hosts = {
    nas.features = [ "web" ];
    www.features = [ "web" ];
  };
}
