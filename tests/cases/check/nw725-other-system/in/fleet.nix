{
  hosts.web.system = "x86_64-linux";
  hosts.mail.system = "x86_64-linux";
}
