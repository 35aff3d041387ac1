{
  admins.ada.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJwvwWi7vtiaZCEy0+e7HfCEGGvVs7UiaEL+vXsst9wa ada" ];
  hosts = {
    a.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q a";
    b.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q b";
    c.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJwvwWi7vtiaZCEy0+e7HfCEGGvVs7UiaEL+vXsst9wa";
    d.target = { };
  };
}
