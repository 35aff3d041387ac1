//! Changes on top of a tree look as if they had been made on disk.

use std::collections::BTreeMap;
use std::fs;

use nixward::tree::{Change, RelPath, Tree};
use proptest::prelude::*;

use super::{path, put, repository_with, shown};

const FILES: [&str; 7] = ["a", "d/a", "d/b", "d/e/f", "x/y", "new", "g/h/i"];
const TRACKED: usize = 5;

fn contents(tree: &Tree) -> BTreeMap<RelPath, Vec<u8>> {
    let files = tree.files().unwrap().into_iter();
    files.map(|file| (file.clone(), tree.read(&file).unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_overlay_equals_the_same_change_on_disk(
        picks in proptest::collection::vec((0..FILES.len(), proptest::option::of("[a-z]{0,3}")), 0..6),
        git in any::<bool>(),
    ) {
        let world = repository_with(&FILES[..TRACKED]);
        let open = || {
            if git { Tree::work_tree(&world.fleet()) } else { Tree::folder(&world.fleet()) }.unwrap()
        };
        if !git {
            fs::remove_dir_all(world.fleet().join(".git")).unwrap();
        }
        let changes: BTreeMap<_, _> = picks.iter().map(|(pick, content)| {
            let bytes = |text: &String| Change::Content(text.clone().into_bytes());
            (path(FILES[*pick]), content.as_ref().map_or(Change::Deleted, bytes))
        }).collect();
        let overlay = open().with_changes(changes.clone()).unwrap();
        let (names, content) = (shown(&overlay), contents(&overlay));
        for (file, change) in &changes {
            match change {
                Change::Content(bytes) => put(&world, file.as_str(), std::str::from_utf8(bytes).unwrap()),
                Change::Deleted => drop(fs::remove_file(world.fleet().join(file.as_str()))),
            }
        }
        if git {
            world.git(&["add", "-N", "."]);
        }
        let changed = open();
        prop_assert_eq!(names, shown(&changed));
        prop_assert_eq!(content, contents(&changed));
    }
}

#[test]
fn an_overlay_of_a_revision() {
    let world = repository_with(&["a", "d/b"]);
    let base = Tree::revision(&world.fleet(), "HEAD").unwrap();
    let changes = [("d/b", Change::Deleted), ("a", Change::Content(b"1".into()))];
    let tree =
        base.with_changes(changes.map(|(name, change)| (path(name), change)).into()).unwrap();
    assert_eq!(shown(&tree), ["a"]);
    assert_eq!(tree.read(&path("a")).unwrap(), b"1");
    assert!(tree.read(&path("d/b")).is_err());
    assert_eq!(shown(&base), ["a", "d/", "d/b"], "the base is as it was");
}

#[test]
fn only_files_in_folders_change() {
    let world = repository_with(&["a", "d/b"]);
    let tree = Tree::work_tree(&world.fleet()).unwrap();
    for name in ["d", "a/below", ""] {
        let changes = BTreeMap::from([(path(name), Change::Content(Vec::new()))]);
        assert!(tree.with_changes(changes).is_err(), "{name}");
    }
}
