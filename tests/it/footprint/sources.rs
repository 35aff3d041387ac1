//! The snapshot and our own call of a flake, beside Nix's.

use nixward::nix::footprint::{Origin, Snapshot};
use nixward::tree::{Options, discover};

use super::fleet::{Fleet, HOSTS};

#[test]
fn a_snapshot_is_the_path_that_nix_uses() {
    let Some(fleet) = Fleet::new() else { return };
    let same = || {
        let source = discover(&fleet.world.fleet(), Options::default()).unwrap();
        let ours = Snapshot::take(&source.tree, &fleet.nix).unwrap();
        let theirs = fleet.truth("place").unwrap();
        assert_eq!(ours.store_path().to_str(), theirs.as_str());
        assert_eq!(fleet.truth("hash").unwrap().as_str(), Some(ours.nar_hash()));
    };
    same();
    fleet.put("untracked", "");
    fleet.put("a-b/tool.sh", "#!/bin/sh\n");
    fleet.put("a/x", &"long ".repeat(5000));
    fleet.world.git(&["add", "a", "a-b"]);
    std::os::unix::fs::symlink("../notes", fleet.world.fleet().join("a/link")).unwrap();
    fleet.world.git(&["add", "-N", "a/link"]);
    let tool = fleet.world.fleet().join("a-b/tool.sh");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(tool, mode).unwrap();
    same();
    std::fs::remove_dir_all(fleet.world.fleet().join(".git")).unwrap();
    same();
}

#[test]
fn a_folder_that_only_nix_sees_is_refused() {
    let Some(fleet) = Fleet::new() else { return };
    fleet.put("docs/deep/only", "");
    fleet.world.git(&["add", "docs"]);
    std::fs::remove_dir_all(fleet.world.fleet().join("docs/deep")).unwrap();
    let source = discover(&fleet.world.fleet(), Options::default()).unwrap();
    // Since 2.20 Nix does not see it either.
    match Snapshot::take(&source.tree, &fleet.nix) {
        Ok(ours) => assert_eq!(ours.store_path().to_str(), fleet.truth("place").unwrap().as_str()),
        Err(error) => {
            assert_eq!(error.to_string(), "this Nix sees the folder docs, and git does not");
        }
    }
}

#[test]
fn answers_are_those_of_nix_whatever_the_tree() {
    let Some(fleet) = Fleet::new() else { return };
    let same = |state: &str| {
        fleet.with(|footprints| {
            for (host, _) in HOSTS {
                let ours = fleet.answer(footprints, host);
                let theirs = fleet.truth(host).unwrap();
                let ours: serde_json::Value = serde_json::from_str(&ours.text)
                    .unwrap_or_else(|_| panic!("{state}, {host}: {}", ours.text));
                assert_eq!(ours, theirs, "{state}, {host}");
            }
        });
    };
    same("clean");
    fleet.put("notes/a.txt", "changed\n");
    same("dirty");
    fleet.world.git(&["checkout", "-q", "--", "."]);
    fleet.world.git(&["rm", "-q", "--cached", "modules/b.nix"]);
    fleet.world.git(&["add", "-N", "modules/b.nix"]);
    same("taken out of the index and told about again");
    std::fs::remove_dir_all(fleet.world.fleet().join(".git")).unwrap();
    same("no git");
}

#[test]
fn what_a_host_does_not_read_costs_it_nothing() {
    let Some(fleet) = Fleet::new() else { return };
    fleet.put("notes/a.txt", "dirty from the start\n");
    let all = || -> Vec<(String, Origin)> {
        fleet.with(|footprints| {
            let answer = |host: &str| fleet.answer(footprints, host).origin;
            HOSTS.iter().map(|(host, _)| ((*host).to_owned(), answer(host))).collect()
        })
    };
    let fresh = |all: Vec<(String, Origin)>| -> Vec<String> {
        all.into_iter()
            .filter(|(_, origin)| *origin != Origin::Cached)
            .map(|(host, _)| host)
            .collect()
    };
    assert_eq!(fresh(all()).len(), HOSTS.len());
    assert_eq!(fresh(all()), Vec::<String>::new(), "nothing changed");
    fleet.put("README.md", "changed\n");
    let bound = ["copy", "hash", "place", "path", "path-hash"];
    assert_eq!(fresh(all()), bound, "a file that no host reads");
    fleet.put("hosts/plain.nix", "{ a = 2; }\n");
    let readers = ["plain", "shared", "copy", "hash", "place", "path", "path-hash"];
    assert_eq!(fresh(all()), readers, "a file that two hosts read");
    fleet.with(|footprints| {
        let why = fleet.answer(footprints, "path").bound;
        assert_eq!(why, ["hosts/path.nix:1: a path as text"]);
        let why = fleet.answer(footprints, "place").bound;
        assert!(why[0].starts_with("flake.nix:") && why[0].ends_with(": self.outPath"), "{why:?}");
    });
}
