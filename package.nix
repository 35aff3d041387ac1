{
  lib,
  stdenv,
  rustPlatform,
  installShellFiles,
  git,
}:
let
  inherit (lib) fileset;
  cargo = lib.importTOML ./Cargo.toml;
in
rustPlatform.buildRustPackage {
  pname = cargo.package.name;
  inherit (cargo.package) version;

  src = fileset.toSource {
    root = ./.;
    # The program, and what its tests look at; tests/bench stands in for nixpkgs and is neither.
    fileset = fileset.difference (fileset.unions [
      ./Cargo.lock
      ./Cargo.toml
      ./build.rs
      ./docs
      ./flake.lock
      ./flake.nix
      ./hosts
      ./modules
      ./secrets
      ./src
      ./templates
      ./tests
    ]) ./tests/bench;
  };
  cargoLock.lockFile = ./Cargo.lock;

  nativeBuildInputs = [ installShellFiles ];
  # Golden cases make git repositories to look at.
  nativeCheckInputs = [ git ];

  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    for shell in bash fish zsh; do
      $out/bin/nixward completions $shell > nixward.$shell
      installShellCompletion nixward.$shell
    done
    $out/bin/nixward docs man man
    installManPage man/*.1
  '';

  meta = {
    inherit (cargo.package) description;
    homepage = cargo.package.repository;
    license = lib.licenses.mit;
    mainProgram = "nixward";
    platforms = lib.platforms.unix;
  };
}
