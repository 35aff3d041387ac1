let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  x1 = "age1xlecmwhe9qswzg9d7yxntqtvakpttvfd9suxkzxyp2e52t7cyf3s8vxwhg";
in
{
  "good.age".publicKeys = [
    alex
    ""
    "# a comment\n${x1}\n"
  ];
  "cut.age".publicKeys = [ alex "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU" ];
  "mistyped.age".publicKeys = [ "age1xlecmwhe9qswzg9d7yxntqtvakpttvfd9suxkzxyp2e52t7cyf3s8vxwhq" ];
  "commented.age".publicKeys = [ "${x1} alex" ];
  "ecdsa.age".publicKeys = [ "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= sam" ];
  "word.age".publicKeys = [ "alex" ];
  "private.age".publicKeys = [ "AGE-SECRET-KEY-1TESTTESTTEST" ];
}
