let
  web = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu";
in
{
  "web.age".publicKeys = [ web ];
}
