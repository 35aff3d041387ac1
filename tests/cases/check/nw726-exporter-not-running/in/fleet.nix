{
  hosts.web.exporters = [ "node" "zfs" ];
  hosts.mail.exporters = [ "node" ];
}
