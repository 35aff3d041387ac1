{
  features.web.module = "hosts/web.nix";
  hosts = {
    "../nas" = { };
    www.features = [ "web" ];
  };
}
