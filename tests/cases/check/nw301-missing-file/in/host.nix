{ pkgs, ... }:
{
  imports = [ ./gone.nix ] ++ [ (./also-gone.nix) ];
  a = import ./lazy.nix;
  b = builtins.readFile ./text.txt;
  c = pkgs.callPackage ./pkg.nix { };
}
