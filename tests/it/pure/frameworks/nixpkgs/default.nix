# Stands for the packages of nixpkgs where a real library asks for them.
{
  system ? "x86_64-linux",
  ...
}:
{
  inherit system;
  lib = import (builtins.getEnv "NIXWARD_TEST_NIXPKGS" + "/lib");
  path = toString ./.;
  config = { };
  overlays = [ ];
  nix = "a package";
  stdenv.hostPlatform = {
    inherit system;
    isLinux = builtins.match ".*-linux" system != null;
    isDarwin = builtins.match ".*-darwin" system != null;
  };
}
