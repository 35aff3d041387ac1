# nixpkgs' `lib`, as far as flakes use it to say which hosts they have. Written from its documented
# behaviour; every function answers as the real one does (tests/it/pure/known.rs), and a name that
# is not here is unknown rather than missing, since every set is open.
#
# `nixward` holds what Nix has no word for, see ../nixward.nix.
{ nixward }:
let
  load = builtins.mapAttrs (_: file: import file { inherit lib nixward; });
  open = builtins.mapAttrs (
    name: functions: nixward.because "a part of `lib.${name}` that is not known" // functions
  );

  # Subjects whose functions stand in `lib` itself too.
  shared = load {
    asserts = ./asserts.nix;
    attrsets = ./attrsets.nix;
    customisation = ./customisation.nix;
    filesystem = ./filesystem.nix;
    fixedPoints = ./fixed-points.nix;
    lists = ./lists.nix;
    meta = ./meta.nix;
    strings = ./strings.nix;
    trivial = ./trivial.nix;
  };
  apart = load {
    generators = ./generators.nix;
    path = ./path.nix;
    systems = ./systems.nix;
    versions = ./versions.nix;
  };

  lib =
    nixward.because "a part of nixpkgs' `lib` that is not known"
    // import ./builtins.nix
    // builtins.foldl' (all: functions: all // functions) { } (builtins.attrValues shared)
    // open shared
    // open apart
    // {
      # Two subjects have a function of this name.
      inherit (lib.lists) replicate;
      platforms = lib.systems.doubles;
    };
in
lib
