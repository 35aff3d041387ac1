//! A new host gets at its secrets: its key goes into the inventory and the rules, and the secrets are
//! encrypted to it, all at once.

use std::fs;
use std::process::Output;

use super::world::{Secrets, feed, with_path};
use crate::harness::repository;

/// A flake whose host `web` uses `a.age` and `b.age`, neither of which it can open.
fn world() -> Secrets {
    let world = Secrets::new();
    let case = repository().join("tests/cases/check/nw512-host-left-out/in");
    fs::copy(case.join("flake.lock"), world.path("flake.lock")).unwrap();
    let flake = fs::read_to_string(case.join("flake.nix")).unwrap();
    let flake = flake.replace("nixosConfigurations.db = host \"db\";", "");
    fs::write(world.path("flake.nix"), flake).unwrap();
    fs::create_dir(world.path("hosts")).unwrap();
    let module = "{ age.secrets.a.file = ../a.age; age.secrets.b.file = ../b.age; }\n";
    fs::write(world.path("hosts/web.nix"), module).unwrap();
    fs::write(world.path("fleet.nix"), "{\n  hosts.web.role = \"server\";\n}\n").unwrap();
    let text = format!(
        "let\n  me = {:?};\n  all = [ me ];\nin\n{{\n  \"a.age\".publicKeys = [ me ];\n  \
         \"b.age\".publicKeys = all;\n  \"c.age\".publicKeys = all;\n}}\n",
        public(&world, "me")
    );
    fs::write(world.path("secrets.nix"), text).unwrap();
    world.world.git(&["add", "-A"]);
    for name in ["a", "b", "c"] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    world.world.git(&["add", "-A"]);
    world
}

fn public(world: &Secrets, name: &str) -> String {
    let text = fs::read_to_string(world.path(&format!("../{name}.pub"))).unwrap();
    text.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

fn bootstrap(world: &Secrets, args: &[&str]) -> Output {
    let args = [&["secrets", "bootstrap", "web", "-i", "../me"], args].concat();
    feed(with_path(world.world.command(&args)), b"")
}

fn text(world: &Secrets, name: &str) -> String {
    String::from_utf8(world.read(name)).unwrap()
}

#[test]
fn a_new_host_gets_at_what_it_uses_and_nothing_else() {
    let world = world();
    let rules = text(&world, "secrets.nix");
    let before = world.read("a.age");
    let planned = bootstrap(&world, &["--key", "../web.pub", "--dry-run"]);
    assert!(planned.status.success(), "{}", String::from_utf8_lossy(&planned.stderr));
    assert_eq!(bootstrap(&world, &["--key", "../web.pub"]).status.code(), Some(3), "unasked");
    assert_eq!(text(&world, "secrets.nix"), rules);
    assert!(world.read("a.age") == before);

    let done = bootstrap(&world, &["--key", "../web.pub", "--yes"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let key = public(&world, "web");
    let expected = rules
        .replace("  all = [ me ];\n", &format!("  all = [ me ];\n  web = \"{key} web\";\n"))
        .replace("\"a.age\".publicKeys = [ me ]", "\"a.age\".publicKeys = [ me web ]")
        .replace("\"b.age\".publicKeys = all", "\"b.age\".publicKeys = all ++ [ web ]");
    assert_eq!(text(&world, "secrets.nix"), expected);
    let fleet = format!(
        "{{\n  hosts.web.role = \"server\";\n  hosts.web.target.hostKey = \"{key}\";\n}}\n"
    );
    assert_eq!(text(&world, "fleet.nix"), fleet);
    for (name, opens) in [("a", true), ("b", true), ("c", false)] {
        let file = format!("{name}.age");
        assert_eq!(world.age("web", &file).is_some(), opens, "{name}");
        assert_eq!(world.age("me", &file), Some(name.into()));
    }
    let again = bootstrap(&world, &["--yes"]);
    assert!(again.status.success() && again.stdout.is_empty(), "nothing is left to do");
    assert_eq!(world.strays(), ["flake.lock", "hosts"]);
}

#[test]
fn a_host_that_was_installed_anew_has_another_key() {
    let world = world();
    bootstrap(&world, &["--key", "../web.pub", "--yes"]);
    let output = bootstrap(&world, &["--key", "../bob.pub", "--yes", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["edited"], serde_json::json!(["fleet.nix", "secrets.nix"]));
    let (old, new) = (public(&world, "web"), public(&world, "bob"));
    for file in ["fleet.nix", "secrets.nix"] {
        assert!(text(&world, file).contains(&new) && !text(&world, file).contains(&old), "{file}");
    }
    assert_eq!(world.age("web", "a.age"), None);
    assert_eq!(world.age("bob", "a.age"), Some("a".into()));
}

#[test]
fn a_key_from_the_network_needs_its_fingerprint() {
    let world = world();
    let scanner = format!("#!/bin/sh\necho 192.0.2.1 {}\n", public(&world, "web"));
    let program = world.world.bin().join("ssh-keyscan");
    fs::write(&program, scanner).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&program, mode).unwrap();
    let run = |args: &[&str]| {
        let args = [&["secrets", "bootstrap", "web", "-i", "../me", "--scan", "192.0.2.1"], args];
        feed(world.world.command(&args.concat()), b"")
    };
    let asked = run(&["--yes"]);
    assert_eq!(asked.status.code(), Some(3), "--yes is no word on a fingerprint");
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    let fingerprint = said.split_whitespace().find(|word| word.starts_with("SHA256:")).unwrap();
    assert_eq!(run(&["--yes", "--fingerprint", "SHA256:other"]).status.code(), Some(3));
    assert_eq!(world.age("web", "a.age"), None);
    assert!(run(&["--yes", "--fingerprint", fingerprint]).status.success());
    assert_eq!(world.age("web", "a.age"), Some("a".into()));
}

#[test]
fn rules_that_are_computed_are_left_to_people() {
    let world = world();
    let computed = text(&world, "secrets.nix").replace(
        "\"b.age\".publicKeys = all",
        "\"b.age\" = builtins.head [ { publicKeys = all; } ]",
    );
    fs::write(world.path("secrets.nix"), &computed).unwrap();
    let output = bootstrap(&world, &["--key", "../web.pub", "--yes"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("b.age: its rule cannot be edited here"), "{said}");
    assert_eq!(world.age("web", "a.age"), Some("a".into()), "the others are done");
    assert_eq!(world.age("web", "b.age"), None);
}
