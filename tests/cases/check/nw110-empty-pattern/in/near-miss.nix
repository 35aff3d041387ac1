{
  module = { ... }: { imports = [ ]; };
  maybe = { ... }: import ./flake.nix;
  file = { }: 1;
  merged = { ... }: let a = { }; in a // { b = 1; };
}
