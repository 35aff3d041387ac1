{
  hosts = { };
  release = [ (import ./fleet.nix) ];
}
