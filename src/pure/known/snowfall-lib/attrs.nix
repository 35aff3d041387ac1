# Attribute sets.
let
  lib = import ../nixpkgs/lib;
in
{
  map-concat-attrs-to-list = f: set: lib.flatten (lib.mapAttrsToList f set);
  merge-deep = lib.foldl lib.recursiveUpdate { };
  merge-shallow = lib.foldl lib.mergeAttrs { };
  merge-shallow-packages = lib.foldl (
    all: part:
    all
    // lib.mapAttrs (
      name: value:
      if !lib.isDerivation value && lib.isAttrs value then all.${name} or { } // value else value
    ) part
  ) { };
}
