{
  hosts.web.rol = "nas";
  check.exclude = [ "old" ];
}
