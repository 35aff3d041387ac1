let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
in
{
  "good.age".publicKeys = [ alex ];
  "bad.age".publicKeys = [ (builtins.getEnv "KEY") ];
}
// (if builtins.getEnv "MORE" == "" then { } else { "more.age".publicKeys = [ alex ]; })
