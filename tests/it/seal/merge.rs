//! Git merges what two branches have done to a secret.

use std::path::Path;
use std::process::Command;

use super::world::{Secrets, with_path};

/// git with nixward on its PATH.
fn git(world: &Secrets, args: &[&str]) -> bool {
    let mut git: Command = with_path(world.world.closed("git"));
    let ours = Path::new(env!("CARGO_BIN_EXE_nixward")).parent().unwrap();
    let path = format!("{}:{}", ours.display(), std::env::var("PATH").unwrap());
    git.env("PATH", path).args(args).output().unwrap().status.success()
}

fn commit(world: &Secrets) {
    world.world.git(&["add", "-A"]);
    world.world.git(&["commit", "-qm", "x"]);
}

/// A secret in two branches that both come from the same commit.
fn world(armor: bool) -> Secrets {
    let world = Secrets::new();
    let rule = if armor { "[ me web ]; armor = true" } else { "[ me web ]" };
    world.rules(&[("a.age", rule)]);
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"old");
    world.world.git(&["config", "user.name", "t"]);
    let mut install =
        with_path(world.world.command(&["secrets", "merge-driver", "install", "-i", "../me"]));
    assert!(install.status().unwrap().success());
    commit(&world);
    world.world.git(&["branch", "other"]);
    world
}

fn rekey(world: &Secrets, keys: &str) {
    world.rules(&[("a.age", keys)]);
    world.ok(&["secrets", "rekey", "-i", "../me"]);
    commit(world);
}

fn edit(world: &Secrets, value: &str) {
    world.ok_with(&["secrets", "edit", "a", "-i", "../me"], value.as_bytes());
    commit(world);
}

#[test]
fn a_reader_of_one_branch_and_a_value_of_the_other() {
    for armor in [false, true] {
        let world = world(armor);
        let rule = if armor { "[ me web bob ]; armor = true" } else { "[ me web bob ]" };
        rekey(&world, rule);
        world.world.git(&["checkout", "-q", "other"]);
        edit(&world, "new");
        assert!(git(&world, &["merge", "-q", "-m", "m", "main"]));
        for key in ["me", "web", "bob"] {
            assert_eq!(world.age(key, "a.age"), Some("new".into()), "{key}");
        }
        assert_eq!(world.ok(&["secrets", "rekey", "--json"]).matches("header_only").count(), 0);
        assert_eq!(world.read("a.age").starts_with(b"-----BEGIN"), armor);
        assert_eq!(world.strays(), [".gitattributes"]);
    }
}

#[test]
fn whoever_was_removed_stays_out_and_is_remembered() {
    let world = world(false);
    rekey(&world, "[ me ]");
    world.world.git(&["checkout", "-q", "other"]);
    edit(&world, "new");
    assert!(git(&world, &["rebase", "-q", "main"]));
    assert_eq!(world.age("me", "a.age"), Some("new".into()));
    assert_eq!(world.age("web", "a.age"), None);
    let due = world.ok_with(&["secrets", "report", "--json"], b"");
    assert!(due.contains("\"exposed\""), "web has seen the new value: {due}");
}

#[test]
fn two_values_are_left_to_people() {
    let world = world(false);
    edit(&world, "one");
    world.world.git(&["checkout", "-q", "other"]);
    edit(&world, "two");
    assert!(!git(&world, &["merge", "-q", "-m", "m", "main"]));
    assert_eq!(world.age("me", "a.age"), Some("two".into()), "ours stays");
    world.world.git(&["merge", "--abort"]);
    // The same change on both sides is one.
    world.world.git(&["checkout", "-q", "main"]);
    edit(&world, "same");
    world.world.git(&["checkout", "-q", "other"]);
    edit(&world, "same");
    assert!(git(&world, &["merge", "-q", "-m", "m", "main"]));
    assert_eq!(world.age("web", "a.age"), Some("same".into()));
}
