let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
in
{
  "wifi.age".publicKeys = [ alex ];
  "db.age".publicKeys = [ alex ];
  "open.age".publicKeys = [ alex ];
}
