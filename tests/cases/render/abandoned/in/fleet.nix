{
  features.web.module = "hosts/web.nix";
  hosts = {
    www.features = [ "web" ];
  };
}
