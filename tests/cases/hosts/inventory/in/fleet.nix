{
  hosts = {
    desk = {
      system = "x86_64-linux";
      role = "workstation";
    };
    nas = {
      system = "aarch64-linux";
      role = "nas";
      target.addresses = [ "192.0.2.7" ];
      target.user = "admin";
    };
  };
}
