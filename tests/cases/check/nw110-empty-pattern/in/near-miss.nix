{
  module = { ... }: { imports = [ ]; };
  maybe = { ... }: import ./module.nix;
  file = { }: 1;
  merged = { ... }: let a = { }; in a // { };
}
