{ pkgs }:
pkgs.mkShell {
  packages = [ $0 ];
}
