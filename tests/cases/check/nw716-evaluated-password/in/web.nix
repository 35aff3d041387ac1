let
  secrets = import ./secrets.nix;
in
{
  users.users.ann.password = secrets.ann;
}
