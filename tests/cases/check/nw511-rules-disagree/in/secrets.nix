let
  alex = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";
  sam = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEYDzfKnl1Hgq0pvugU+CS1SQIaap5MIj9+tQqaeeDxL sam-TEST";
in
{
  "shared.age".publicKeys = [ alex sam ];
  "same.age".publicKeys = [ alex ];
}
