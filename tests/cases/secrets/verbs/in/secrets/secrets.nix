let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  sam = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEYDzfKnl1Hgq0pvugU+CS1SQIaap5MIj9+tQqaeeDxL sam-TEST";
  web = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvF9ysCkuLmu7cFbnkRVUa2+XAah4hJCWlCrXfl5ABy web-TEST";
  x1 = "age1xlecmwhe9qswzg9d7yxntqtvakpttvfd9suxkzxyp2e52t7cyf3s8vxwhg";
in
{
  "wifi.age".publicKeys = [ alex web ];
  "db.age".publicKeys = [ alex sam x1 ];
  "gone.age".publicKeys = [ alex ];
}
