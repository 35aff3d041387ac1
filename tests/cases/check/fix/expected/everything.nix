{ lib, pkgs, ... }:
let
  # This one has a comment.
  commented = 2;
  inherit (lib) mkIf;
  inherit (pkgs) version;

  name = toString version;
in
{
  inherit name;
  rev = pkgs.rev or "dirty";
  url = "https://example.org/a";
  list = [ name pkgs.git ];
  enable = pkgs ? git;
  text = toString 1;
  other = mkIf (name != "a") (version == null);
  old = rec { a = 1; body = a; }.body;
  plain = { a = 1; };
  ignore = map (_x: 1) [ ];
}
