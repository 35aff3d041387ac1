let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
in
{
  "good.age".publicKeys = [ alex ];
  "plain.age".publicKeys = [ alex ];
  "empty.age".publicKeys = [ alex ];
  "cut.age".publicKeys = [ alex ];
  "header.age".publicKeys = [ alex ];
  "armor.age".publicKeys = [ alex ];
}
