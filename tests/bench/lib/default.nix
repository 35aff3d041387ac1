# The part of nixpkgs' `lib` that the example fleet and its package use, under the same names.
let
  merge = parts: builtins.foldl' (all: part: all // part) { } parts;

  lib = merge [
    (import ./basics.nix lib)
    (import ./attrsets.nix lib)
    (import ./strings.nix lib)
    (import ./options.nix lib)
    (import ./modules.nix lib)
    {
      types = import ./types.nix lib;
      fileset = import ./fileset.nix lib;
      licenses.mit = {
        spdxId = "MIT";
        free = true;
      };
      platforms.unix = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
    }
  ];
in
lib
