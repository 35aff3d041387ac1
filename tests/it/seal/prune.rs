//! What nothing speaks of goes, once somebody has agreed; whatever might be needed stays.

use std::fs;
use std::process::Output;

use super::world::{Secrets, feed, with_path};

fn prune(world: &Secrets, args: &[&str]) -> Output {
    feed(with_path(world.world.command(&[&["secrets", "prune"], args].concat())), b"")
}

/// Secrets without rules: one that git has, one that it has not, one that a Nix file names.
fn world() -> Secrets {
    let world = Secrets::new();
    let all = [("a.age", "[ me ]"), ("old.age", "[ me ]"), ("named.age", "[ me ]")];
    world.rules(&all);
    for name in ["a", "old", "named"] {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    fs::write(world.path("host.nix"), "{ age.secrets.x.file = ./named.age; }\n").unwrap();
    world.rules(&[
        ("a.age", "[ me ]"),
        ("gone.age", "[ me ]"),
        ("made.age", "[ me ]; generator = \"hex\""),
    ]);
    world.world.git(&["commit", "-qm", "one"]);
    fs::copy(world.path("old.age"), world.path("new.age")).unwrap();
    world.world.git(&["add", "-N", "new.age"]);
    world
}

fn there(world: &Secrets) -> Vec<&'static str> {
    let names = ["a.age", "old.age", "named.age", "new.age"];
    names.into_iter().filter(|name| world.path(name).exists()).collect()
}

#[test]
fn nothing_goes_unasked() {
    let world = world();
    let output = prune(&world, &[]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("pass --yes"), "{said}");
    for kept in ["named.age stays: host.nix names it", "new.age stays: git does not have it"] {
        assert!(said.contains(kept), "{said}");
    }
    assert_eq!(
        prune(&world, &["--dry-run"]).stdout,
        b"old.age would be removed: no rule names it\n"
    );
    assert_eq!(there(&world), ["a.age", "old.age", "named.age", "new.age"]);
}

#[test]
fn what_was_agreed_to_goes() {
    let world = world();
    let rules = world.read("secrets.nix");
    assert!(prune(&world, &["--yes"]).status.success());
    assert_eq!(there(&world), ["a.age", "named.age", "new.age"]);
    assert!(world.read("secrets.nix") == rules);
    assert!(prune(&world, &["--yes", "--uncommitted"]).status.success());
    assert_eq!(there(&world), ["a.age", "named.age"]);
    assert!(prune(&world, &["--yes", "named"]).status.success());
    assert_eq!(there(&world), ["a.age"]);

    let output = prune(&world, &["--yes", "--with-rules"]);
    assert_eq!(output.stdout, b"the rule of gone.age is to be taken out: it has no file\n");
    let text = String::from_utf8(world.read("secrets.nix")).unwrap();
    let before = String::from_utf8(rules).unwrap();
    let expected: String = before
        .lines()
        .filter(|line| !line.contains("gone.age"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    assert_eq!(text, expected, "one line is gone, and the rule with a generator stays");
    assert_eq!(world.strays(), Vec::<String>::new());
}

#[test]
fn rules_that_are_computed_are_left_to_people() {
    let world = world();
    let text = String::from_utf8(world.read("secrets.nix")).unwrap();
    let text = text.replace("\"gone.age\" = {", "${\"gone\" + \".age\"} = {");
    fs::write(world.path("secrets.nix"), &text).unwrap();
    let output = prune(&world, &["--yes", "--with-rules"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("take it out by hand: secrets.nix"), "{said}");
    assert_eq!(String::from_utf8(world.read("secrets.nix")).unwrap(), text);
}
