# The home-manager configurations of each host: `hosts/<host>/users/<user>.nix` and
# `hosts/<host>/users/<user>/home-configuration.nix`.
{ folder, source }:
let
  lib = import ../nixpkgs/lib;
  file =
    entry:
    if entry.type == "regular" then
      entry.path
    else if builtins.pathExists (entry.path + "/home-configuration.nix") then
      entry.path + "/home-configuration.nix"
    else
      null;
  users =
    host:
    lib.filterAttrs (_: path: path != null) (lib.mapAttrs (_: file) (folder (host.path + "/users")));
in
lib.filterAttrs (_: found: found != { }) (
  lib.mapAttrs (_: users) (
    lib.filterAttrs (_: host: host.type == "directory") (folder (source + "/hosts"))
  )
)
