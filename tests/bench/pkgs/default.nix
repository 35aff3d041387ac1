# Packages: builders that need nothing but /bin/sh and the machine's own POSIX tools, and stubs for
# every program that the example fleet names.
{ lib, system }:
let
  machine = import ../machine.nix;
  path = lib.concatStringsSep ":" (
    machine.path
    ++ [
      "/usr/local/sbin"
      "/usr/local/bin"
      "/usr/sbin"
      "/usr/bin"
      "/sbin"
      "/bin"
    ]
  );

  stubs = [
    "age"
    "cargo"
    "clippy"
    "coreutils"
    "gawk"
    "gimp"
    "git"
    "gnome-tweaks"
    "gnused"
    "installShellFiles"
    "intel-media-driver"
    "jq"
    "nixfmt"
    "nixward"
    "rust-analyzer"
    "rustc"
    "rustfmt"
    "rustup"
    "sqlite"
    "systemd"
    "zfs"
  ];

  pkgs = lib.genAttrs stubs stub // {
    inherit
      lib
      mkShell
      runCommand
      system
      writeText
      writeShellScript
      ;
    stdenv = rec {
      hostPlatform = { inherit system; };
      buildPlatform = hostPlatform // {
        canExecute = other: other.system == system;
      };
    };
    rustPlatform = import ./rust.nix { inherit lib machine runCommand; };
    callPackage =
      file: overrides:
      let
        f = if builtins.isFunction file then file else import file;
      in
      f (builtins.intersectAttrs (builtins.functionArgs f) pkgs // overrides);
  };

  # A derivation with attributes that Nix itself must not see (`meta`) kept beside it.
  mkDerivation =
    {
      meta ? { },
      ...
    }@arguments:
    derivation (
      {
        inherit system;
        builder = "/bin/sh";
        PATH = path;
        # Nothing here is worth sending to another machine.
        preferLocalBuild = true;
      }
      // removeAttrs arguments [ "meta" ]
    )
    // {
      inherit meta;
    };

  runCommand =
    name: environment: script:
    mkDerivation (
      environment
      // {
        inherit name;
        args = [
          "-euc"
          script
        ];
      }
    );

  writeText =
    name: text:
    runCommand name { inherit text; } ''
      printf %s "$text" > "$out"
    '';

  writeShellScript =
    name: text:
    runCommand name { inherit text; } ''
      printf '#!/bin/sh\n%s' "$text" > "$out"
      chmod +x "$out"
    '';

  # The program says who it stands in for, and fails: nothing may believe that it did its work.
  stub =
    name:
    runCommand name { meta.mainProgram = name; } ''
      mkdir -p "$out/bin"
      printf '#!/bin/sh\necho "%s is a stub" >&2\nexit 127\n' "$name" > "$out/bin/$name"
      chmod +x "$out/bin/$name"
    '';

  mkShell =
    arguments:
    runCommand "shell" { inherit (arguments) packages; } ''
      printf '%s\n' $packages > "$out"
    '';
in
pkgs
