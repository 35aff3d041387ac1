{
  admins.alex.keys = [ "age1gy6648wphpp2v5774prfq0wmjklm33dpp3gy5lapdcgtcvw3lhcqjhw3tt" ];
  hosts.web.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDHOtX0tJM5QeZPHEXk24wWytRa1rddob8z2MJzMhdr0";
  hosts.db.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGMUHZzg+5i5W7BvJfrX9N5lbgR66auq3vl3K079QNJ/";
}
