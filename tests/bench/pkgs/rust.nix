# `buildRustPackage` by the machine's own cargo, crates from its own cache or registry.
{
  lib,
  machine,
  runCommand,
}:
{
  buildRustPackage =
    {
      pname,
      version,
      src,
      meta,
      postInstall ? "",
      ...
    }:
    runCommand "${pname}-${version}"
      {
        inherit
          meta
          pname
          src
          version
          ;
        buildDir = toString machine.cargoBuildDir;
      }
      ''
        # Builders get no home; cargo and its cache live in that of the user who builds.
        HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
        export HOME
        PATH=$HOME/.cargo/bin:/usr/local/cargo/bin:$PATH
        if [ -d /usr/local/cargo ]; then export CARGO_HOME=/usr/local/cargo; fi
        if [ -d /usr/local/rustup ]; then export RUSTUP_HOME=/usr/local/rustup; fi

        export CARGO_BUILD_BUILD_DIR="''${buildDir:-$HOME/.cache/nixward-bench/build}"
        export CARGO_TARGET_DIR="$PWD/target"

        # Store files all bear the same date; fresh copies keep cargo from taking old work for new.
        cp -R "$src" source
        chmod -R u+w source
        cd source
        cargo build --locked --quiet --bins
        mkdir -p "$out/bin"
        cp "$CARGO_TARGET_DIR/debug/$pname" "$out/bin/"
      '';
}
