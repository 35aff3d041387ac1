//! What others write we read, and what we write others read: age, rage, agenix and ragenix, as far as
//! `NIXWARD_TEST_RAGE`, `NIXWARD_TEST_AGENIX` (the file agenix.sh) and `NIXWARD_TEST_RAGENIX` name them.

use std::env::var_os;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use super::world::{Secrets, feed, with_path};

/// Kinds of keys, and whether the files are armored.
const MATRIX: &[(&str, bool)] = &[
    ("web", false),
    ("web", true),
    ("rsa", false),
    ("rsa", true),
    ("rsa4", false),
    ("rsa4", true),
    ("x", false),
    ("x", true),
];

fn recipient(secrets: &Secrets, key: &str) -> String {
    let text = fs::read_to_string(secrets.path(&format!("../{key}"))).unwrap();
    match text.lines().find_map(|line| line.strip_prefix("# public key: ")) {
        Some(age) => age.to_owned(),
        None => {
            fs::read_to_string(secrets.path(&format!("../{key}.pub"))).unwrap().trim().to_owned()
        }
    }
}

fn both_ways(program: &str) {
    let mut secrets = Secrets::new();
    secrets.key("rsa4", &["-t", "rsa", "-b", "4096"]);
    let names: Vec<String> = (0..MATRIX.len()).map(|at| format!("{at}.age")).collect();
    let rules: Vec<String> = MATRIX
        .iter()
        .map(|(key, armor)| format!("[ me {key} ]{}", if *armor { "; armor = true" } else { "" }))
        .collect();
    let rules: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(rules.iter().map(String::as_str)).collect();
    secrets.rules(&rules);
    for ((key, armor), name) in MATRIX.iter().zip(&names) {
        let identity = format!("../{key}");
        secrets.ok_with(&["secrets", "create", name, "-i", "../me"], b"ours");
        let mut open = with_path(secrets.world.closed(program));
        open.args(["-d", "-i", &identity, name]);
        let output = feed(open, b"");
        assert_eq!(output.stdout, b"ours", "{key}: {}", String::from_utf8_lossy(&output.stderr));
        let mut seal = with_path(secrets.world.closed(program));
        seal.args(["-e", "-o", &format!("{name}.new"), "-r", &recipient(&secrets, key)]);
        seal.args(["-r", &recipient(&secrets, "me")]);
        if *armor {
            seal.arg("-a");
        }
        let output = feed(seal, b"theirs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::rename(secrets.path(&format!("{name}.new")), secrets.path(name)).unwrap();
        assert_eq!(secrets.ok(&["secrets", "decrypt", name, "-i", &identity]), "theirs");
        // Rewrapped and remade by us, still read by them.
        for flags in [&[][..], &["--force"]] {
            let mut args = vec!["secrets", "rekey", "--only", name, "-i", "../me"];
            args.extend(flags);
            secrets.ok(&args);
            let mut open = with_path(secrets.world.closed(program));
            open.args(["-d", "-i", &identity, name]);
            assert_eq!(feed(open, b"").stdout, b"theirs", "{key}");
        }
    }
    println!("{program}: {} kinds of files both ways", MATRIX.len());
}

#[test]
fn age_reads_what_we_write_and_we_what_it_writes() {
    both_ways("age");
}

#[test]
fn rage_reads_what_we_write_and_we_what_it_writes() {
    match var_os("NIXWARD_TEST_RAGE") {
        Some(rage) => both_ways(rage.to_str().unwrap()),
        None => println!("skipped: NIXWARD_TEST_RAGE names no rage"),
    }
}

/// agenix as its package makes it: its script with the programs of this machine.
fn agenix(secrets: &Secrets) -> Option<PathBuf> {
    let Some(script) = var_os("NIXWARD_TEST_AGENIX") else {
        println!("skipped: NIXWARD_TEST_AGENIX names no agenix.sh");
        return None;
    };
    let mut text = fs::read_to_string(script).unwrap();
    for (word, program) in [
        ("@version@", "test"),
        ("@ageBin@", "age"),
        ("@jqBin@", "jq"),
        ("@nixInstantiate@", "nix-instantiate"),
        ("@mktempBin@", "mktemp"),
        ("@diffBin@", "diff"),
    ] {
        text = text.replace(word, program);
    }
    let path = secrets.path("../agenix");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    Some(path)
}

fn run(mut command: Command, args: &[&str], input: &[u8]) -> String {
    command.args(args);
    let output = feed(command, input);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn agenix_and_nixward_take_turns() {
    let secrets = Secrets::new();
    let Some(agenix) = agenix(&secrets) else { return };
    secrets.rules(&[("a.age", "[ me web ]"), ("b.age", "[ me rsa x ]; armor = true")]);
    let theirs = |args: &[&str], input: &[u8]| {
        let mut command = with_path(secrets.world.closed(agenix.to_str().unwrap()));
        for name in ["NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_LOG_DIR"] {
            command.env(name, secrets.path(&format!("../nix/{name}")));
        }
        run(command, args, input)
    };
    for name in ["a.age", "b.age"] {
        theirs(&["-e", name, "-i", "../me"], b"by agenix\n");
        assert_eq!(secrets.ok(&["agenix", "-d", name, "-i", "../me"]), "by agenix\n");
        secrets.ok_with(&["agenix", "-e", name, "-i", "../me"], b"by nixward\n");
        assert_eq!(theirs(&["-d", name, "-i", "../me"], b""), "by nixward\n");
    }
    theirs(&["-r", "-i", "../me"], b"");
    assert_eq!(secrets.ok(&["secrets", "decrypt", "a", "-i", "../web"]), "by nixward\n");
    secrets.ok(&["agenix", "-r", "-i", "../me"]);
    assert_eq!(theirs(&["-d", "b.age", "-i", "../rsa"], b""), "by nixward\n");
    theirs(&["-r", "-i", "../me"], b"");
    let drift = secrets.ok(&["secrets", "rekey", "--dry-run"]);
    assert_eq!(drift, "", "what agenix writes is as the rules say");
}

#[test]
fn ragenix_and_nixward_take_turns() {
    let Some(ragenix) = var_os("NIXWARD_TEST_RAGENIX") else {
        println!("skipped: NIXWARD_TEST_RAGENIX names no ragenix");
        return;
    };
    let secrets = Secrets::new();
    secrets.rules(&[("a.age", "[ me web ]"), ("b.age", "[ me rsa x ]; armor = true")]);
    let theirs = |args: &[&str], input: &[u8]| {
        let mut command = with_path(secrets.world.closed(ragenix.to_str().unwrap()));
        for name in ["NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_LOG_DIR"] {
            command.env(name, secrets.path(&format!("../nix/{name}")));
        }
        run(command, args, input)
    };
    for name in ["a.age", "b.age"] {
        theirs(&["-e", name, "-i", "../me", "--editor", "-"], b"by ragenix\n");
        assert_eq!(secrets.ok(&["agenix", "-d", name, "-i", "../me"]), "by ragenix\n");
        secrets.ok_with(&["agenix", "-e", name, "-i", "../me"], b"by nixward\n");
    }
    theirs(&["-r", "-i", "../me"], b"");
    for (name, key) in [("a", "../web"), ("b", "../rsa"), ("b", "../x")] {
        assert_eq!(secrets.ok(&["secrets", "decrypt", name, "-i", key]), "by nixward\n");
    }
    secrets.ok(&["agenix", "-r", "-i", "../me"]);
    theirs(&["-r", "-i", "../me"], b"");
    assert_eq!(secrets.age("web", "a.age"), Some("by nixward\n".into()));
}
