{
  features = {
    web.requires = [ "acme" ];
    acme = { };
  };
  hosts = {
    www.features = [ "web" ];
    shop.features = [ "acme" "web" ];
    mail.features = [ "acme" ];
  };
}
