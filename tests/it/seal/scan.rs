//! Plaintext is found where it was put: in files, and in git's history.

use std::fs;

use super::world::{Secrets, feed, with_path};

/// Letters that look drawn by chance, put together here so that no searcher takes them for real.
fn value() -> String {
    ["kZ8wq", "Xv3Lm", "9RtYc", "2PnBd"].concat()
}

fn scan(world: &Secrets, args: &[&str]) -> (String, i32) {
    let output = feed(with_path(world.world.command(&[&["secrets", "scan"], args].concat())), b"");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains(&value()), "a value is shown: {text}");
    (text, output.status.code().unwrap())
}

#[test]
fn values_are_found_in_files_and_in_the_history() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]"), ("b.age", "[ web ]"), ("c.age", "[ me ]")]);
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], value().as_bytes());
    world.ok_with(&["secrets", "create", "b", "-i", "../me"], b"another value that is long");
    world.ok_with(&["secrets", "create", "c", "-i", "../me"], b"short");
    world.world.git(&["add", "-A"]);
    world.world.git(&["commit", "-qm", "one"]);
    assert_eq!(scan(&world, &["-i", "../me", "--history"]), (String::new(), 0));

    fs::write(world.path("module.nix"), format!("{{\n  x = \"{}\";\n}}\n", value())).unwrap();
    world.world.git(&["add", "-A"]);
    let (text, code) = scan(&world, &["-i", "../me"]);
    assert!(text.starts_with("module.nix:2: error: the value of a.age stands here"), "{text}");
    assert_eq!((text.lines().count(), code), (2, 1));
    assert_eq!(scan(&world, &[]), (String::new(), 0), "without a key nobody knows");

    world.world.git(&["commit", "-qm", "two"]);
    fs::write(world.path("module.nix"), "{ }\n").unwrap();
    world.world.git(&["commit", "-qam", "three"]);
    assert_eq!(scan(&world, &["-i", "../me"]), (String::new(), 0));
    let (text, code) = scan(&world, &["-i", "../me", "--history"]);
    assert!(text.contains("module.nix:2: error: the value of a.age"), "{text}");
    assert!(text.contains("(since commit "), "{text}");
    assert_eq!((text.lines().count(), code), (2, 1));
}

#[test]
fn the_history_keeps_keys_and_secrets_that_were_not_encrypted() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]")]);
    fs::write(world.path("a.age"), "not encrypted yet").unwrap();
    fs::copy(world.path("../me"), world.path("deploy")).unwrap();
    world.world.git(&["add", "-A"]);
    world.world.git(&["commit", "-qm", "one"]);
    fs::remove_file(world.path("a.age")).unwrap();
    fs::remove_file(world.path("deploy")).unwrap();
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"x");
    world.world.git(&["add", "-A"]);
    world.world.git(&["commit", "-qm", "two"]);
    assert_eq!(scan(&world, &[]), (String::new(), 0));
    let (text, code) = scan(&world, &["--history", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let found: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["file"].as_str().unwrap(), row["kind"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("a.age", "not-encrypted"), ("deploy", "plain")]);
    assert_eq!(code, 1);
}
