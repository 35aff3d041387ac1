//! The flake of this repository, used with real Nix as its users do.

use std::fs;

use nixward::flake::inventory;
use nixward::render::pretty;
use serde_json::json;

use crate::harness::{compare, files, repository};
use crate::nix::NixWorld;

const HOSTS: &[&str] = &["desk", "lab", "media", "monitor", "nas", "travel"];

#[test]
fn it_shows_what_it_offers() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let shown = nix.json("flake show", &["--json", "path:."]);
    let system = format!("{}-linux", std::env::consts::ARCH);
    let kind = |path: &str| shown.pointer(&format!("{path}/type")).cloned();
    assert_eq!(kind(&format!("/packages/{system}/default")), Some(json!("derivation")));
    assert_eq!(kind(&format!("/apps/{system}/nixward")), Some(json!("app")));
    assert_eq!(kind(&format!("/checks/{system}/nixward")), Some(json!("derivation")));
    assert_eq!(kind(&format!("/devShells/{system}/default")), Some(json!("derivation")));
    assert_eq!(kind("/overlays/default"), Some(json!("nixpkgs-overlay")));
    assert_eq!(kind("/nixosModules/secrets"), Some(json!("nixos-module")));
    for host in HOSTS {
        let configuration = json!("nixos-configuration");
        assert_eq!(kind(&format!("/nixosConfigurations/{host}")), Some(configuration));
    }
}

#[test]
fn its_outputs_are_what_nix_takes_them_for() {
    let Some(nix) = NixWorld::with_flake() else { return };
    nix.ok("flake check", &["--no-build", "path:."]);
}

#[test]
fn its_inventory_is_what_nixward_reads() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let value = nix.json("eval", &["--json", "--impure", "--expr", "import ./hosts/fleet.nix"]);
    let fleet = inventory::read(&value).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(fleet.hosts.keys().eq(HOSTS));
}

#[test]
fn every_host_builds() {
    let Some(nix) = NixWorld::with_flake() else { return };
    for host in HOSTS {
        let toplevel = format!("path:.#nixosConfigurations.{host}.config.system.build.toplevel");
        let link = nix.beside(host);
        nix.ok("build", &[&toplevel, "--out-link", link.to_str().unwrap()]);
        assert_eq!(fs::read_to_string(link.join("etc/hostname")).unwrap(), format!("{host}\n"));
        assert_eq!(fs::read_to_string(link.join("nixos-version")).unwrap(), "26.05.bench");
        assert!(link.join("bin/switch-to-configuration").is_file());
    }
}

#[test]
fn the_package_builds_and_runs() {
    let Some(nix) = NixWorld::with_flake().filter(NixWorld::can_build_rust) else { return };
    let version = nix.ok("run", &["path:.#nixward", "--", "--version"]);
    assert_eq!(version.trim(), concat!("nixward ", env!("CARGO_PKG_VERSION")));

    let link = nix.beside("package");
    nix.ok("build", &["path:.#nixward", "--out-link", link.to_str().unwrap()]);
    let share = link.join("share");
    let program = fs::canonicalize(&link).unwrap().join("bin/nixward");
    for script in [
        "bash-completion/completions/nixward.bash",
        "fish/vendor_completions.d/nixward.fish",
        "zsh/site-functions/_nixward",
    ] {
        let text = fs::read_to_string(share.join(script)).unwrap();
        assert!(text.contains(program.to_str().unwrap()), "{script} asks the program it came with");
    }
    for page in ["nixward.1", "nixward-check.1", "nixward-init-host.1"] {
        assert!(share.join("man/man1").join(page).is_file(), "{page}");
    }
}

/// A flake of somebody else, in the form that the README shows.
const SECOND: &str = r"{
  outputs =
    { self, nixpkgs, nixward }:
    {
      checks.SYSTEM.nixward = nixward.lib.check {
        pkgs = nixpkgs.legacyPackages.SYSTEM;
        src = self;
      };
    };
}
";

#[test]
fn its_check_is_one_for_other_flakes() {
    let Some(nix) = NixWorld::with_flake().filter(NixWorld::can_build_rust) else { return };
    let second = nix.beside("second");
    fs::create_dir(&second).unwrap();
    let system = format!("{}-linux", std::env::consts::ARCH);
    let inputs = "{\n  inputs.nixpkgs.url = \"path:BENCH\";\n  inputs.nixward.url = \"path:NIXWARD\";\n  \
         inputs.nixward.inputs.nixpkgs.follows = \"nixpkgs\";";
    let flake = SECOND
        .replacen('{', inputs, 1)
        .replace("SYSTEM", &system)
        .replace("BENCH", nix.beside("bench").to_str().unwrap())
        .replace("NIXWARD", nix.beside("fleet").to_str().unwrap());
    fs::write(second.join("flake.nix"), flake).unwrap();
    let check = format!("path:{}#checks.{system}.nixward", second.display());
    let build = || nix.run("nixpkgs", "build", &[&check, "--no-link", "--print-build-logs"]);

    let clean = build();
    let said = String::from_utf8_lossy(&clean.stderr);
    assert!(clean.status.success(), "{said}");

    fs::write(second.join("host.nix"), "{ services.openssh.enable = true }\n").unwrap();
    let broken = build();
    let said = String::from_utf8_lossy(&broken.stderr);
    assert!(!broken.status.success() && said.contains("error[NW001]"), "{said}");
    assert!(said.contains("host.nix:1:34"), "{said}");
}

/// What the stand-in must refuse as NixOS does: a module, and a part of what is said about it.
const MISTAKES: &[(&str, &str)] = &[
    ("{ services.jelyfin.enable = true; }", "The option `services.jelyfin' does not exist"),
    (r#"{ fileSystems."/".fsTyp = "ext4"; }"#, r#"`fileSystems."/".fsTyp' does not exist"#),
    (r#"{ networking.firewall.allowedTCPPorts = [ "80" ]; }"#, "is not of type `16 bit unsigned"),
    ("{ boot.loader.grub.device = null; }", "is not of type `string'"),
    (r#"{ networking.hostName = "other"; }"#, "has conflicting definition values"),
    (r#"{ assertions = [ { assertion = false; message = "x y"; } ]; }"#, "- x y"),
    ("{ users.users.a = { }; }", "Exactly one of users.users.a.isSystemUser"),
    (r#"{ system.nixos.release = "1"; }"#, "is read-only"),
    ("{ config = { }; foo = 1; }", "has an unsupported attribute `foo'"),
    (
        "{ missing, ... }: { networking.hostId = missing; boot.zfs.extraPools = [ missing ]; }",
        "missing",
    ),
    (
        "{ config, ... }: { networking.hostName = config.networking.hostName + \"x\"; }",
        "infinite recursion",
    ),
];

/// What it must take.
const FINE: &[&str] = &[
    "{ }",
    r#"{ lib, ... }: { networking.hostName = lib.mkForce "other"; }"#,
    "{ lib, ... }: lib.mkIf false { networking.hostName = 1; }",
    "{ config, lib, ... }: { config = lib.mkIf config.services.openssh.enable { networking.firewall.allowedTCPPorts = [ 80 ]; }; }",
    r#"{ lib, ... }: lib.mkMerge [ { services.openssh.settings.Anything = "x"; } { environment.etc.a.text = lib.mkBefore "a"; } ]"#,
];

#[test]
fn the_stand_in_judges_as_nixos_does() {
    let Some(nix) = NixWorld::with_flake() else { return };
    nix.judges(
        "builtins.deepSeq [ c.boot.zfs c.networking.firewall ] c.system.build.toplevel.drvPath",
        FINE,
        MISTAKES,
    );
}

#[test]
fn its_nix_files_are_in_the_official_style() {
    let mut wrong = Vec::new();
    for folder in ["hosts", "modules", "secrets", "tests/bench"] {
        for (path, text) in files(&repository().join(folder)) {
            if path.extension().is_none_or(|extension| extension != "nix") {
                continue;
            }
            let formatted = pretty::nix(&String::from_utf8(text).unwrap()).unwrap();
            wrong.extend(compare(&repository().join(folder).join(path), &formatted).err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
