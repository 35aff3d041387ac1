# Who could open them once: nobody encrypts to these any more.
let
  pat = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHpYiqUilOM7C5J8fbyk4uU69N+N+RthN/2lcNg2UjWT pat-TEST";
in
{
  "shared.age".publicKeys = [ pat ];
  "same.age".publicKeys = [ pat ];
}
