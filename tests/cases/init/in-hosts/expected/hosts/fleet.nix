# The inventory of this fleet: what there is, in plain data. Nix reads it, and nixward without Nix.
# Every key is optional; `nixward schema` describes them all.
{
  release = "25.11";

  # Who administers every host.
  admins = { };

  # By their name in nixosConfigurations; `nixward init host NAME --role ROLE` adds one.
  hosts = { };
}
