let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  x1 = "age1xlecmwhe9qswzg9d7yxntqtvakpttvfd9suxkzxyp2e52t7cyf3s8vxwhg";
in
{
  "good.age".publicKeys = [ alex x1 ];
  "ssh.age".publicKeys = [ alex ];
  "x25519.age".publicKeys = [ alex x1 ];
}
