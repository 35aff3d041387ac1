{
  hosts = {
    nas = {
      system = "aarch64-linux";
      target.addresses = [ "192.0.2.7" ];
    };
    # The address of deploy-rs is one of those.
    web = {
      system = "x86_64-linux";
      target.addresses = [ "web.example.org" "192.0.2.8" ];
    };
    mail.target.user = "ada";
  };
}
