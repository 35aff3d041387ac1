//! Whatever happens to a flake, an answer that nixward gives is the one that Nix gives now.
//!
//! `NIXWARD_TEST_MUTATIONS` mutations instead of the usual number; `NIXWARD_TEST_SEED` repeats a run;
//! `NIXWARD_TEST_NIXES` names more programs `nix`, with `:` between, that take turns.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use nixward::tree::{Options, discover};

use super::fleet::{Fleet, HOSTS};
use crate::dice::Dice;

/// Mutations in an ordinary run.
const USUAL: usize = 40;

/// Files that are changed, added and deleted.
const FILES: &[&str] = &[
    "hosts/plain.nix",
    "modules/a.nix",
    "modules/b.nix",
    "modules/new.nix",
    "notes/a.txt",
    "notes/b.txt",
    "extra/c.txt",
    "README.md",
    "docs/deep/x.md",
    "fleet.nix",
];

/// Does one thing to the flake, or to what evaluates it; says what.
fn mutate(fleet: &mut Fleet, dice: &mut Dice) -> String {
    let file = dice.pick(FILES);
    let path = fleet.world.fleet().join(file);
    let number = dice.below(1000);
    let text = format!("{{ n = {number}; }}\n");
    let world = fleet.world.fleet();
    let git = |args: &[&str]| fleet.world.try_git(args);
    match dice.below(15) {
        0..=2 => {
            clear(&path);
            fleet.put(file, &text);
            format!("write {file}")
        }
        3 => {
            clear(&path);
            fleet.put(file, &text);
            git(&["add", file]);
            format!("write and add {file}")
        }
        4 => {
            clear(&path);
            format!("delete {file}")
        }
        5 => {
            git(&["rm", "-q", "--cached", "--ignore-unmatch", file]);
            format!("untrack {file}")
        }
        6 => {
            git(&["add", "-N", file]);
            format!("intend to add {file}")
        }
        7 => {
            let to = dice.pick(FILES);
            let target = world.join(to);
            if path.is_file() && file != to {
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                drop(fs::rename(&path, &target));
                tidy(&path);
                git(&["add", "-A"]);
            }
            format!("rename {file} to {to}")
        }
        8 => {
            if path.is_file() {
                let mode = fs::metadata(&path).unwrap().permissions().mode();
                fs::set_permissions(&path, fs::Permissions::from_mode(mode ^ 0o111)).unwrap();
            }
            format!("chmod {file}")
        }
        9 => {
            clear(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let target = dice.pick(&["../hosts/plain.nix", "a.txt", "../nothing"]);
            symlink(target, &path).unwrap();
            git(&["add", file]);
            format!("{file} becomes a link to {target}")
        }
        10 => {
            git(&["add", "-A"]);
            git(&["commit", "-q", "--allow-empty", "-m", "next"]);
            "commit".to_owned()
        }
        11 => {
            git(&["checkout", "-q", "-f", "HEAD", "--", "."]);
            git(&["reset", "-q", "--hard"]);
            "back to the commit".to_owned()
        }
        12 => {
            fleet.write_bench(number);
            fleet.lock();
            "lock bump".to_owned()
        }
        13 => format!("evaluate with {}", fleet.use_nix(number).display()),
        _ => {
            fleet.put(&format!("untracked-{number}"), "");
            "an untracked file".to_owned()
        }
    }
}

/// Removes a file, and its folder where that was the last: before 2.20, Nix saw the empty folder.
fn clear(path: &Path) {
    drop(fs::remove_file(path));
    tidy(path);
}

fn tidy(path: &Path) {
    drop(fs::remove_dir(path.parent().unwrap()));
}

#[test]
fn answers_hold() {
    let Some(mut fleet) = Fleet::new() else { return };
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let mutations = number("NIXWARD_TEST_MUTATIONS").unwrap_or(USUAL);
    let seed = number("NIXWARD_TEST_SEED").unwrap_or(mutations);
    println!("seed {seed}, {mutations} mutations");
    let mut dice = Dice::new(seed);
    let (mut cached, mut changed) = (0, 0);
    let mut before = serde_json::Value::Null;
    for step in 0..mutations {
        let what = mutate(&mut fleet, &mut dice);
        // What old versions of Nix see and git does not is refused, not answered.
        let tree = discover(&fleet.world.fleet(), Options::default()).unwrap().tree;
        if !tree.emptied_folders().unwrap().is_empty() {
            fleet.world.git(&["add", "-u"]);
        }
        // One evaluation says the truth about all, unless one fails.
        let truth = fleet.truth("all");
        fleet.with(|footprints| {
            for (host, _) in HOSTS {
                let ours = fleet.answer(footprints, host);
                cached += usize::from(ours.origin == nixward::nix::footprint::Origin::Cached);
                let theirs = match &truth {
                    Some(all) => Some(all[*host].clone()),
                    None => fleet.truth(host),
                };
                let said =
                    serde_json::from_str(&ours.text).ok().filter(|_| ours.not_kept.is_none());
                assert_eq!(said, theirs, "seed {seed}, step {step}, {what}: {host}, {ours:?}");
                if let (Some(theirs), Some(then)) = (theirs, before.get(*host)) {
                    changed += usize::from(theirs != *then);
                }
            }
        });
        before = truth.unwrap_or_default();
    }
    let evaluations = fleet.evaluations();
    println!("{cached} from earlier runs, {evaluations} evaluations, {changed} facts changed");
    assert!(2 * cached > evaluations, "it is of use");
}
