let
  publicKeys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST" ];
  rotated = rotate: { inherit publicKeys; rotate = { kind = "password"; } // rotate; };
in
{
  "missing.age" = rotated { verifier.apply = "hooks/gone"; };
  "plain.age" = rotated { verify.hook = "hooks/plain"; };
  "folder.age" = rotated { dependents = [ { host = "web"; hook = "hooks"; } ]; };
  "outside.age" = rotated { verify = [ { hook = "../hooks/db"; } { hook = "hooks/db"; } ]; };
  "made.age" = rotated { kind = "derived"; generator = { hook = "hooks/join"; dependsOn = [ "good.age" ]; }; };
  # As it should be.
  "good.age" = rotated {
    verifier = { apply = "hooks/db"; retire = "hooks/db"; };
    dependents = [ { host = "web"; hook = "hooks/linked"; } { host = "other"; } ];
    verify.hook = "hooks/db";
  };
}
