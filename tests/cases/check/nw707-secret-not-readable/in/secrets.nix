let
  web = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDHOtX0tJM5QeZPHEXk24wWytRa1rddob8z2MJzMhdr0";
  db = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGMUHZzg+5i5W7BvJfrX9N5lbgR66auq3vl3K079QNJ/";
in
{
  "web.age".publicKeys = [ web ];
  "both.age".publicKeys = [ web db ];
}
