//! Where the change begins: branches, clones, submodules, what is staged.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{UP_FROM_A, append, check, commit, expect, fleet, found, module, names, put, report};
use crate::harness::World;

#[test]
fn branches_are_compared_with_where_they_parted() {
    let world = fleet("");
    world.git(&["checkout", "-qb", "topic"]);
    append(&world, "modules/deep.nix");
    commit(&world, "topic");
    world.git(&["checkout", "-q", "main"]);
    append(&world, "modules/of-b.nix");
    commit(&world, "main goes on");
    world.git(&["checkout", "-q", "topic"]);
    let files = format!("{UP_FROM_A} modules/deep.nix");
    expect(&world, "main", "modules/deep.nix", &files);
    // Each has merged the other: there are two such places.
    world.git(&["branch", "other", "main"]);
    world.git(&["merge", "-q", "-m", "merge", "other"]);
    world.git(&["checkout", "-q", "main"]);
    world.git(&["merge", "-q", "-m", "merge too", "topic~1"]);
    append(&world, "modules/lonely.nix");
    commit(&world, "on main");
    world.git(&["checkout", "-q", "topic"]);
    append(&world, "modules/both.nix");
    let report = report(&world, &["--changed-since", "main"]);
    assert!(names(&report["changed"]["changed"]).contains(&"modules/both.nix"), "{report:#}");
    assert!(!names(&report["changed"]["changed"]).contains(&"modules/lonely.nix"), "{report:#}");
}

#[test]
fn a_shallow_clone_says_what_is_missing() {
    let world = fleet("");
    world.git(&["checkout", "-qb", "topic"]);
    append(&world, "modules/deep.nix");
    commit(&world, "topic");
    world.git(&["checkout", "-q", "main"]);
    append(&world, "modules/of-b.nix");
    commit(&world, "main goes on");
    let origin = format!("file://{}", world.fleet().display());
    let here = world.fleet().with_file_name("clone");
    let clone = here.to_str().unwrap();
    world.git(&["clone", "-q", "--depth=1", "--no-single-branch", "-b", "topic", &origin, clone]);
    let refused = check(&world, &["-C", clone, "--changed-since", "origin/main"]);
    let text = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{text}");
    assert!(text.contains("no commit in common"), "{text}");
    assert!(text.contains("git fetch --unshallow"), "{text}");
    fs::write(here.join("modules/lonely.nix"), "let unused = 2; in { }\n").unwrap();
    let now = report(&world, &["-C", clone, "--changed-since", "origin/topic"]);
    assert_eq!(found(&now), BTreeSet::from(["modules/lonely.nix".to_owned()]));
    world.git(&["-C", clone, "fetch", "-q", "--unshallow"]);
    let deep = report(&world, &["-C", clone, "--changed-since", "origin/main"]);
    assert_eq!(names(&deep["changed"]["changed"]), ["modules/deep.nix", "modules/lonely.nix"]);
}

#[test]
fn a_flake_in_a_subfolder_sees_changes_beside_it() {
    let world = fleet("fleet/");
    put(&world, "outside.nix", &module(""));
    put(&world, "fleet/hosts/b.nix", &module("../../outside.nix"));
    commit(&world, "second");
    append(&world, "outside.nix");
    append(&world, "fleet/modules/lonely.nix");
    let at = world.fleet().join("fleet");
    let now = report(&world, &["-C", at.to_str().unwrap(), "--changed-since", "HEAD"]);
    let files =
        ["fleet/flake.lock", "fleet/flake.nix", "fleet/hosts/b.nix", "fleet/modules/lonely.nix"];
    let mut files: BTreeSet<String> = files.map(str::to_owned).into();
    files.insert("outside.nix".to_owned());
    assert_eq!(found(&now), files);
    // Git's own settings change nothing.
    world.git(&["config", "diff.relative", "true"]);
    world.git(&["config", "diff.noprefix", "true"]);
    world.git(&["config", "core.quotePath", "true"]);
    let again = report(&world, &["-C", at.to_str().unwrap(), "--changed-since", "HEAD"]);
    assert_eq!(found(&again), files);
}

/// A flake that asks for its submodule `lib`, which a host imports from.
pub fn with_submodule() -> World {
    let world = fleet("");
    let library = world.fleet().with_file_name("library");
    let at = library.to_str().unwrap();
    fs::create_dir(&library).unwrap();
    world.git(&["-C", at, "init", "-q", "--initial-branch=main"]);
    for name in ["one.nix", "two.nix"] {
        fs::write(library.join(name), module("")).unwrap();
    }
    world.git(&["-C", at, "add", "."]);
    world.git(&["-C", at, "commit", "-qm", "library"]);
    world.git(&["submodule", "--quiet", "add", at, "lib"]);
    let flake = fs::read_to_string(world.fleet().join("flake.nix")).unwrap();
    put(&world, "flake.nix", &flake.replacen('{', "{ inputs.self.submodules = true;", 1));
    put(&world, "hosts/b.nix", &module("../lib/one.nix"));
    commit(&world, "with a submodule");
    world
}

#[test]
fn changes_in_a_submodule_count() {
    let world = with_submodule();
    let files = "hosts/b.nix lib/one.nix lock";
    let none = report(&world, &["--changed-since", "HEAD"]);
    assert_eq!(found(&none).len(), 0);
    append(&world, "lib/one.nix");
    expect(&world, "HEAD", "lib lib/one.nix", files);
    world.git(&["-C", "lib", "commit", "-qam", "changed"]);
    expect(&world, "HEAD", "lib lib/one.nix", files);
    commit(&world, "newer library");
    append(&world, "lib/two.nix");
    expect(&world, "HEAD", "lib lib/two.nix", "lib/two.nix");
    expect(&world, "HEAD~1", "lib lib/one.nix lib/two.nix", &format!("{files} lib/two.nix"));
    // Before that there was no submodule.
    let all = report(&world, &["--changed-since", "HEAD~2"]);
    assert!(names(&all["changed"]["changed"]).contains(&"lib/one.nix"), "{all:#}");
}

#[test]
fn what_is_staged_is_compared_for_the_hook() {
    let world = fleet("");
    append(&world, "modules/of-a.nix");
    append(&world, "modules/of-b.nix");
    world.git(&["add", "modules/of-b.nix"]);
    let run = ["hooks", "run", "--json", "--changed-since", "HEAD"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let output = world.command(&run).env("PATH", path).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(names(&report["changed"]["changed"]), ["modules/of-b.nix"]);
    assert!(!found(&report).contains("modules/of-a.nix"));
}

#[test]
fn a_revision_that_is_none_is_refused() {
    let world = fleet("");
    for strange in ["nonsense", "HEAD~9", "-x", "--cached", "main..main", "HEAD:flake.nix", ""] {
        let refused = check(&world, &[&format!("--changed-since={strange}")]);
        let text = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(3), "{strange}: {text}");
        assert!(text.contains(&format!("git knows no revision `{strange}`")), "{text}");
    }
    fs::remove_dir_all(world.fleet().join(".git")).unwrap();
    let refused = check(&world, &["--changed-since", "HEAD"]);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3), "{text}");
    assert!(text.contains("changes are known of a git repository"), "{text}");
}
