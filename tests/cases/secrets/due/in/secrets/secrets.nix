let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  web = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvF9ysCkuLmu7cFbnkRVUa2+XAah4hJCWlCrXfl5ABy web-TEST";
  keys = [ alex web ];
in
{
  "old.age" = { publicKeys = keys; rotate.maxAge = "90d"; };
  "young.age" = { publicKeys = keys; rotate = { maxAge = "36500d"; warnBefore = "1d"; }; };
  "usual.age" = { publicKeys = keys; rotate.kind = "password"; };
  "known.age" = { publicKeys = keys; };
  "silent.age" = { publicKeys = keys; };
  "odd.age" = { publicKeys = keys; rotate.maxAge = "soon"; };
  "other.age" = { publicKeys = keys; rotate.maxAge = "1d"; };
  "gone.age" = { publicKeys = keys; rotate.maxAge = "1d"; };
}
