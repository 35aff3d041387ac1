{ lib, pkgs, ... }@args:
with lib;
let
  unused = 1;
  # This one has a comment.
  commented = 2;
  chain = 3;
  link = chain;
  inherit (lib) mkIf mkForce;
  version = pkgs.version;
in
let
  name = (toString version);
in
{
  name = name;
  rev = if pkgs ? rev then pkgs.rev else "dirty";
  url = https://example.org/a;
  list = [ ] ++ [ (name) ((pkgs.git)) ];
  enable = if pkgs ? git then true else false;
  text = "${toString 1}";
  other = mkIf (!(name == "a")) (isNull version);
  old = let { a = 1; body = a; };
  plain = rec { a = 1; };
  ignore = map (x: 1) [ ];
}
