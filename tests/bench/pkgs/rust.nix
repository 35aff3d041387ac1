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

        # Work in a folder that stays, so that cargo finds what it compiled the last time.
        cache=''${buildDir:-$HOME/.cache/nixward-bench}
        mkdir -p "$cache"
        exec 9>"$cache/lock"
        flock 9
        rm -rf "$cache/source"
        # Store files all bear the same date; fresh copies keep cargo from taking old work for new.
        cp -R "$src" "$cache/source"
        chmod -R u+w "$cache/source"
        cd "$cache/source"

        export CARGO_BUILD_BUILD_DIR="$cache"
        export CARGO_TARGET_DIR="$NIX_BUILD_TOP/target"
        # Fast to compile matters more here than fast to run. And cargo tells two copies of a package
        # apart by their profile, not by their place: with that of a working copy, one that shares
        # the folder would be taken for this one.
        profile=profile.dev.package.$pname
        cargo build --locked --quiet --bins --config "$profile.opt-level=0" --config "$profile.debug=false"
        mkdir -p "$out/bin"
        cp "$CARGO_TARGET_DIR/debug/$pname" "$out/bin/"

        # What installShellFiles gives.
        place() { mkdir -p "$(dirname "$out/share/$2")" && cp "$1" "$out/share/$2"; }
        installManPage() {
          for page; do place "$page" "man/man''${page##*.}/$(basename "$page")"; done
        }
        installShellCompletion() {
          for script; do
            case $script in
              *.bash) place "$script" "bash-completion/completions/$script" ;;
              *.fish) place "$script" "fish/vendor_completions.d/$script" ;;
              *.zsh) place "$script" "zsh/site-functions/_''${script%.zsh}" ;;
            esac
          done
        }
        cd "$NIX_BUILD_TOP"
        ${postInstall}
      '';
}
