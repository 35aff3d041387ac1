let
  publicKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST" ];
  rotated = rotate: { inherit publicKeys rotate; };
in
{
  "kind.age" = rotated { kind = "pasword"; };
  "setting.age" = rotated { kind = "password"; keepold = "1h"; };
  "span.age" = rotated { kind = "password"; keepOld = "a while"; };
  "age.age" = rotated { maxAge = "soon"; };
  "order.age" = rotated { kind = "password"; maxAge = "7d"; keepOld = "8d"; };
  "warn.age" = rotated { maxAge = "7d"; warnBefore = "14d"; };
  "no-kind.age" = rotated { verifier.apply = "hooks/db"; };
  "no-hook.age" = rotated { kind = "derived"; generator.dependsOn = [ "good.age" ]; };
  "empty-hook.age" = rotated { kind = "password"; verifier.apply = ""; };
  "unseen.age" = rotated { kind = "password"; verifier = { apply = "hooks/db"; retire = "hooks/db"; }; };
  "generator.age" = rotated { kind = "password"; generator = 48; };
  "window.age" = rotated { kind = "password"; window = "Sundays"; };
  "own.age" = rotated { kind = "bcrypt"; generator.source = "own.age"; };
  "one.age" = rotated { kind = "derived"; generator = { hook = "hooks/join"; dependsOn = [ "two.age" ]; }; };
  "two.age" = rotated { kind = "derived"; generator = { hook = "hooks/join"; dependsOn = [ "one.age" ]; }; };
  "from-circle.age" = rotated { kind = "bcrypt"; generator.source = "two.age"; };
  "orphan.age" = rotated { kind = "htpasswd"; generator = { source = "gone.age"; user = "a"; }; };
  "function.age" = rotated (_: { });
  # As they should be.
  "good.age" = rotated { kind = "password"; maxAge = "180d"; warnBefore = "14d"; keepOld = "24h"; };
  "hash.age" = rotated { kind = "htpasswd"; generator = { source = "good.age"; user = "a"; }; };
  "by-hand.age" = rotated { maxAge = "365d"; };
  "made.age" = { inherit publicKeys; generator = "wireguard"; };
  "silent.age" = { inherit publicKeys; };
}
