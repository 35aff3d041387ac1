{
  lib,
  rustPlatform,
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
    # tests/bench stands in for nixpkgs and is no part of the program.
    fileset = fileset.difference (fileset.unions [
      ./Cargo.lock
      ./Cargo.toml
      ./src
      ./tests
    ]) ./tests/bench;
  };
  cargoLock.lockFile = ./Cargo.lock;

  # Golden cases make git repositories to look at.
  nativeCheckInputs = [ git ];

  meta = {
    inherit (cargo.package) description;
    homepage = cargo.package.repository;
    license = lib.licenses.mit;
    mainProgram = "nixward";
    platforms = lib.platforms.unix;
  };
}
