{
  release = "26.05";
  sites.attic = { };

  hosts = {
    # The first.
    web = {
      system = "x86_64-linux";
      role = "server";
      target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH2YWqf79zxmtaULnsjR8wSSTPu3Ag6JpmmaQLkW56vu";
    };
  };
}
