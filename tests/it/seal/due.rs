//! How old values are, by git's history of their files.

use std::fs;

use super::world::{Secrets, feed, with_path};

/// The row of `a.age`.
fn row(world: &Secrets) -> (serde_json::Value, i32) {
    let args = ["secrets", "due", "--all", "--max-age", "30d", "--json"];
    let output = feed(with_path(world.world.command(&args)), b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    (report["secrets"][0].clone(), output.status.code().unwrap())
}

#[test]
fn git_tells_between_which_days_a_value_was_set() {
    let world = Secrets::new();
    world.rules(&[("a.age", "[ me ]")]);
    world.age_seal(&["me"], false, "a.age", b"x");
    world.world.git(&["add", "-A"]);
    let (unknown, code) = row(&world);
    assert_eq!((unknown["state"].as_str(), code), (Some("unknown"), 0), "git has nothing yet");

    world.world.git(&["commit", "-qm", "one"]);
    let (old, code) = row(&world);
    assert_eq!((old["state"].as_str(), code), (Some("due"), 1));
    for day in ["set_not_before", "set_not_after"] {
        assert_eq!(old[day], "2023-11-14", "the day of the commit");
    }

    // Another file, which git does not have yet: the value may be old or new.
    world.age_seal(&["me"], true, "a.age", b"y");
    let (perhaps, code) = row(&world);
    assert_eq!((perhaps["state"].as_str(), code), (Some("perhaps"), 0));

    // What nixward sets, it notes.
    fs::remove_file(world.path("a.age")).unwrap();
    world.ok_with(&["secrets", "create", "a", "-i", "../me"], b"z");
    let (fresh, code) = row(&world);
    assert_eq!(
        (fresh["state"].as_str(), fresh["set_by"].as_str(), code),
        (Some("fresh"), Some("note"), 0)
    );

    // Whoever was removed knows the value.
    world.rules(&[("a.age", "[ me web ]")]);
    world.ok(&["secrets", "rekey", "-i", "../me"]);
    world.rules(&[("a.age", "[ me ]")]);
    world.ok(&["secrets", "rekey", "-i", "../me"]);
    assert_eq!(row(&world).0["state"], "exposed");
    world.ok_with(&["secrets", "edit", "a", "-i", "../me"], b"new");
    assert_eq!(row(&world).0["state"], "fresh");
}
