let
  admins = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJwvwWi7vtiaZCEy0+e7HfCEGGvVs7UiaEL+vXsst9wa" ];
  hosts = {
    web = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu";
    db = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q";
  };
in
{
  "all.age".publicKeys = admins ++ builtins.attrValues hosts;
  "web.age".publicKeys = admins ++ [ hosts.web ];
}
