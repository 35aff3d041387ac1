# The hive as colmena sees it: each attribute is a node, but for a few.
{
  rawHive ? null,
  rawFlake ? null,
  ...
}:
let
  nixward = import ../../../../nixward.nix;
  lib = import ../../../../nixpkgs/lib;
  written =
    if rawHive != null then
      rawHive
    else if rawFlake != null then
      rawFlake.outputs.colmena
    else
      throw "colmena: neither a hive nor a flake";
  hive = if rawHive != null && lib.isFunction written then written { } else written;
  meta = hive.meta or hive.network or { };
  nodes = lib.mapAttrs node (
    removeAttrs hive [
      "defaults"
      "meta"
      "network"
    ]
  );
  node =
    name: modules:
    let
      packages = meta.nodeNixpkgs.${name} or meta.nixpkgs;
    in
    import ../../../../configuration.nix "nixos" {
      inherit (packages) system;
      modules = [ (hive.defaults or { }) ] ++ lib.toList modules;
      specialArgs = {
        inherit name nodes;
      }
      // meta.specialArgs or { }
      // meta.nodeSpecialArgs.${name} or { };
    };
in
if hive ? __schema then
  throw "colmena: this hive is made already"
else if hive ? meta && hive ? network then
  throw "colmena: only one of `meta` and `network` can be given"
else
  nixward.open "what colmena says of a hive" {
    inherit nodes;
    __schema = nixward.because "the version of colmena's hives";
  }
