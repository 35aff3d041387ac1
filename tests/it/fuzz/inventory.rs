//! Text of an inventory.

use std::collections::BTreeMap;

use nixward::flake::inventory::file::load;
use nixward::tree::{Change, RelPath, Source, Tree};
use proptest::prelude::*;

use super::{damaged, run, soup};
use crate::harness::repository;

const PIECES: &[&str] = &[
    "{ ",
    " }",
    "[ ",
    " ]",
    "= ",
    "; ",
    ". ",
    "hosts",
    "admins",
    "sites",
    "features",
    "monitoring",
    "check",
    "system",
    "role",
    "target",
    "tags",
    "null",
    "true",
    "1",
    "-1",
    "1.5",
    "\"\"",
    "\"x86_64-linux\"",
    "\"server\"",
    "\"ssh-ed25519 AAAA\"",
    "\"2027-13-45\"",
    "./x",
    "(x: x)",
    "rec ",
    "let a = a; in a",
    "throw \"x\"",
    "import ./fleet.nix",
    "import ./hosts.nix",
    "builtins.readDir ./.",
    "\"${",
    "hosts.a.b.c = 1; ",
    "inherit hosts; ",
    "//",
    "\0",
    "ä",
];

#[test]
fn a_nonsense_inventory_does_no_harm() {
    let text = |path: &str| std::fs::read_to_string(repository().join(path)).unwrap();
    let all = prop_oneof![
        1 => soup(PIECES),
        6 => damaged(vec![text("hosts/fleet.nix")], PIECES),
    ];
    let base = Tree::embedded(&[("fleet.nix", "{ }"), ("hosts.nix", "{ a = { }; }")]);
    let file = RelPath::new("fleet.nix").unwrap();
    run(&all, 200, |text| {
        let change = Change::Content(text.as_bytes().to_vec());
        let tree = base.with_changes(BTreeMap::from([(file.clone(), change)])).unwrap();
        let source = Source { tree, flake_dir: RelPath::root() };
        let inventory = load(&source, None).unwrap().unwrap();
        assert!(inventory.fleet.is_some() || !inventory.mistakes.is_empty());
        for mistake in &inventory.mistakes {
            assert!(!mistake.message.is_empty());
        }
    });
}
