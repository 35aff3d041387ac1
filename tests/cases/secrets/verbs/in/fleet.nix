{
  admins.alex.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST" ];
  hosts.web.target.hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvF9ysCkuLmu7cFbnkRVUa2+XAah4hJCWlCrXfl5ABy web-TEST";
}
