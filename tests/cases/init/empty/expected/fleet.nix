# The inventory of this fleet: what there is, in plain data. Nix reads it, and nixward without Nix.
# Every key is optional; `nixward schema` describes them all.
{
  release = "26.05";

  # Who administers every host.
  admins.alex.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu alex" ];

  # By their name in nixosConfigurations; `nixward init host NAME --role ROLE` adds one.
  hosts = { };
}
