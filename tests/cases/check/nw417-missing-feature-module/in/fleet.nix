{
  hosts.web = { };
  features = {
    web.module = "features/wbe.nix";
    empty.module = "features/empty";
    mail.module = "features/mail.nix";
    acme.module = "features/acme";
    later = { };
  };
}
