//! Each state of a file in a work tree.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use nixward::tree::{Hidden, RelPath, Resolved, Tree};

use super::{link, path, put, repository_with, shown};
use crate::harness::World;

fn tree(world: &World) -> Tree {
    Tree::work_tree(&world.fleet()).unwrap()
}

#[test]
fn untracked_is_hidden_until_intent_to_add() {
    let world = repository_with(&["a.nix"]);
    put(&world, "new.nix", "1");
    put(&world, "folder/new.nix", "2");
    assert_eq!(shown(&tree(&world)), ["a.nix"]);
    let hidden = tree(&world).hidden(&path("new.nix")).unwrap().unwrap();
    assert_eq!(hidden, Hidden::Untracked);
    assert_eq!(hidden.help(&path("new.nix")), "show it to Nix: git add -N new.nix");
    assert_eq!(tree(&world).hidden(&path("folder")).unwrap(), Some(Hidden::Untracked));
    let error = tree(&world).read(&path("new.nix")).unwrap_err();
    assert_eq!(error.to_string(), "the flake has no file new.nix");
    assert_eq!(error.hints, ["show it to Nix: git add -N new.nix"]);

    world.git(&["add", "-N", "new.nix", "folder/new.nix"]);
    let tree = tree(&world);
    assert_eq!(shown(&tree), ["a.nix", "folder/", "folder/new.nix", "new.nix"]);
    assert_eq!(tree.read(&path("folder/new.nix")).unwrap(), b"2");
    assert_eq!(tree.hidden(&path("new.nix")).unwrap(), None);
}

#[test]
fn ignored_but_tracked_is_seen() {
    let world = repository_with(&["a.nix"]);
    put(&world, ".gitignore", "*.log\nbuild/\n");
    put(&world, "forced.log", "");
    put(&world, "other.log", "");
    put(&world, "build/out", "");
    world.git(&["add", ".gitignore"]);
    world.git(&["add", "-f", "forced.log"]);
    let tree = tree(&world);
    assert_eq!(shown(&tree), [".gitignore", "a.nix", "forced.log"]);
    assert_eq!(tree.hidden(&path("other.log")).unwrap(), Some(Hidden::Ignored));
    assert_eq!(tree.hidden(&path("build/out")).unwrap(), Some(Hidden::Ignored));
    assert_eq!(tree.hidden(&path("nothing")).unwrap(), None);
}

#[test]
fn ignore_rules_nest_and_negate() {
    let world = repository_with(&["sub/.gitignore"]);
    put(&world, "sub/.gitignore", "!kept.log\n/top\n");
    put(&world, ".gitignore", "*.log\n");
    fs::write(world.fleet().join(".git/info/exclude"), "private\n").unwrap();
    for name in ["sub/kept.log", "sub/x.log", "sub/top", "sub/deep/top", "sub/private"] {
        put(&world, name, "");
    }
    let tree = tree(&world);
    let hidden = |name: &str| tree.hidden(&path(name)).unwrap().unwrap();
    assert_eq!(hidden("sub/kept.log"), Hidden::Untracked);
    assert_eq!(hidden("sub/x.log"), Hidden::Ignored);
    assert_eq!(hidden("sub/top"), Hidden::Ignored);
    assert_eq!(hidden("sub/deep/top"), Hidden::Untracked);
    assert_eq!(hidden("sub/private"), Hidden::Ignored);
}

#[test]
fn deleted_on_disk_is_absent_with_its_folder() {
    let world = repository_with(&["gone/only", "half/stays", "half/away"]);
    put(&world, "staged", "");
    world.git(&["add", "staged"]);
    for name in ["gone/only", "half/away", "staged"] {
        fs::remove_file(world.fleet().join(name)).unwrap();
    }
    // An untracked file in the folder does not bring the folder back.
    put(&world, "gone/untracked", "");
    let tree = tree(&world);
    assert_eq!(shown(&tree), ["half/", "half/stays"]);
    assert_eq!(tree.hidden(&path("half/away")).unwrap(), Some(Hidden::Deleted));
    assert_eq!(tree.hidden(&path("gone")).unwrap(), Some(Hidden::Deleted));
    assert_eq!(tree.files().unwrap(), [path("flake.nix"), path("half/stays")]);
}

#[test]
fn removed_from_the_index_is_untracked() {
    let world = repository_with(&["a.nix"]);
    world.git(&["rm", "-q", "--cached", "a.nix"]);
    let tree = tree(&world);
    assert_eq!(shown(&tree), [""; 0]);
    assert_eq!(tree.hidden(&path("a.nix")).unwrap(), Some(Hidden::Untracked));
}

#[test]
fn type_changes_follow_the_disk_but_a_folder_is_a_deletion() {
    let world = repository_with(&["a", "b", "c", "d/x"]);
    link(&world, "link", "a");
    world.git(&["add", "link"]);
    for name in ["a", "b", "d/x", "link"] {
        fs::remove_file(world.fleet().join(name)).unwrap();
    }
    fs::remove_dir(world.fleet().join("d")).unwrap();
    link(&world, "a", "c");
    put(&world, "b/inside", "");
    put(&world, "link", "now a file");
    // Git never looks behind a symlink for a tracked file.
    put(&world, "elsewhere/x", "");
    link(&world, "d", "elsewhere");
    let tree = tree(&world);
    assert_eq!(shown(&tree), ["a@", "c", "link"]);
    assert_eq!(tree.hidden(&path("d/x")).unwrap(), Some(Hidden::BehindLink(path("d"))));
}

#[test]
fn the_executable_bit_is_the_disks() {
    let world = repository_with(&["run", "data"]);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(world.fleet().join("run"), mode).unwrap();
    assert_eq!(shown(&tree(&world)), ["data", "run*"]);
}

#[test]
fn both_sides_of_a_conflict_are_one_file() {
    let world = repository_with(&["both", "theirs-removed"]);
    world.git(&["checkout", "-q", "-b", "other"]);
    put(&world, "both", "other\n");
    world.git(&["rm", "-q", "theirs-removed"]);
    world.git(&["commit", "-qam", "other"]);
    world.git(&["checkout", "-q", "-"]);
    put(&world, "both", "ours\n");
    put(&world, "theirs-removed", "ours\n");
    world.git(&["commit", "-qam", "ours"]);
    assert!(!world.try_git(&["merge", "-q", "other"]));
    let tree = tree(&world);
    assert_eq!(shown(&tree), ["both", "theirs-removed"]);
    assert!(tree.read_text(&path("both")).unwrap().contains("<<<<<<<"));
}

#[test]
fn content_is_the_disks_where_filters_are_set() {
    let world = repository_with(&["data.bin"]);
    world.git(&["config", "filter.up.smudge", "tr a-z A-Z"]);
    world.git(&["config", "filter.up.clean", "tr A-Z a-z"]);
    put(&world, ".gitattributes", "*.bin filter=up\n");
    fs::remove_file(world.fleet().join("data.bin")).unwrap();
    world.git(&["add", ".gitattributes"]);
    world.git(&["checkout", "-q", "data.bin"]);
    assert_eq!(tree(&world).read(&path("data.bin")).unwrap(), b"COMMITTED\n");
}

#[test]
fn an_empty_repository_and_empty_folders() {
    let world = World::new();
    world.git(&["init", "-q"]);
    fs::create_dir(world.fleet().join("empty")).unwrap();
    let tree = tree(&world);
    assert_eq!(shown(&tree), [""; 0]);
    assert_eq!(tree.files().unwrap(), []);
    assert_eq!(tree.hidden(&path("empty")).unwrap(), Some(Hidden::EmptyFolder));
}

#[test]
fn every_form_of_index_is_read() {
    let files = ["a/b.nix", "a/c.nix", "d.nix"];
    let expected = ["a/", "a/b.nix", "a/c.nix", "d.nix"];
    for setup in [
        &["update-index", "--index-version", "4"][..],
        &["update-index", "--split-index"],
        &["update-index", "--untracked-cache"],
        &["config", "extensions.worktreeConfig", "true"],
    ] {
        let world = repository_with(&files);
        world.git(setup);
        assert_eq!(shown(&tree(&world)), expected, "{setup:?}");
    }
    let world = repository_with(&files);
    world.git(&["update-index", "--split-index"]);
    world.git(&["rm", "-q", "d.nix"]);
    put(&world, "e.nix", "");
    world.git(&["add", "e.nix"]);
    assert_eq!(shown(&tree(&world)), ["a/", "a/b.nix", "a/c.nix", "e.nix"], "split, then changed");
}

#[test]
fn sha256_repositories_are_read() {
    let world = World::new();
    world.git(&["init", "-q", "--object-format=sha256"]);
    put(&world, "a/b.nix", "");
    world.git(&["add", "."]);
    assert_eq!(shown(&tree(&world)), ["a/", "a/b.nix"]);
}

#[test]
fn a_sparse_checkout_shows_what_is_on_disk_and_a_sparse_index_is_refused() {
    let world = repository_with(&["in/a", "out/b"]);
    world.git(&["sparse-checkout", "set", "--cone", "in"]);
    assert_eq!(shown(&tree(&world)), ["in/", "in/a"]);
    world.git(&["sparse-checkout", "reapply", "--sparse-index"]);
    let error = Tree::work_tree(&world.fleet()).unwrap_err();
    assert!(error.to_string().ends_with("/.git/index is sparse"), "{error}");
}

#[test]
fn a_broken_index_or_repository_is_an_error_that_names_it() {
    let world = repository_with(&["a"]);
    let index = world.fleet().join(".git/index");
    let whole = fs::read(&index).unwrap();
    for length in [0, 3, 12, 40, whole.len() / 2, whole.len() - 1] {
        fs::write(&index, &whole[..length]).unwrap();
        let error = Tree::work_tree(&world.fleet()).unwrap_err();
        assert!(error.to_string().contains(".git/index"), "{length}: {error}");
    }
    fs::remove_file(world.fleet().join(".git/HEAD")).unwrap();
    let error = Tree::work_tree(&world.fleet()).unwrap_err();
    assert!(error.to_string().ends_with(".git is not a git repository"), "{error}");
}

#[test]
fn a_name_that_is_not_utf8_hides_its_folders_list_only() {
    use std::os::unix::ffi::OsStrExt;
    let world = repository_with(&["odd/a", "fine/b"]);
    let name = std::ffi::OsStr::from_bytes(b"odd/\xff");
    fs::write(world.fleet().join(name), "").unwrap();
    world.git(&["add", "."]);
    let tree = tree(&world);
    assert_eq!(tree.list(&RelPath::root()).unwrap().len(), 3);
    assert!(tree.list(&path("odd")).unwrap_err().to_string().contains("not UTF-8"));
    assert_eq!(tree.files().unwrap(), [path("fine/b"), path("flake.nix"), path("odd/a")]);
}

#[test]
fn symlinks_are_followed_inside_the_root_only() {
    let world = repository_with(&["real/deep/file", "other"]);
    for (name, target) in [
        ("folder", "real/deep"),
        ("chain", "./folder/../deep/"),
        ("real/up", "../other"),
        ("out", "../../etc"),
        ("absolute", "/etc/passwd"),
        ("round", "round"),
        ("dangling", "nothing/here"),
    ] {
        link(&world, name, target);
    }
    world.git(&["add", "."]);
    let tree = tree(&world);
    let found = |name: &str, real: &str| {
        let kind = tree.kind(&path(real)).unwrap().unwrap();
        assert_eq!(tree.resolve(&path(name)).unwrap(), Resolved::Found(path(real), kind));
    };
    found("folder/file", "real/deep/file");
    found("chain/file", "real/deep/file");
    found("real/up", "other");
    found("", "");
    let answer = |name: &str| tree.resolve(&path(name)).unwrap();
    let leaves =
        |name: &str, target: &str| Resolved::Leaves { link: path(name), target: target.into() };
    assert_eq!(answer("out/x"), leaves("out", "../../etc"));
    assert_eq!(answer("absolute"), leaves("absolute", "/etc/passwd"));
    assert_eq!(answer("round/x"), Resolved::Loop(path("round")));
    assert_eq!(answer("dangling"), Resolved::Missing(path("nothing/here")));
    assert_eq!(answer("other/below"), Resolved::Missing(path("other/below")));
    assert_eq!(tree.kind(&path("folder/file")).unwrap(), None);
    let hidden = tree.hidden(&path("folder/file")).unwrap();
    assert_eq!(hidden, Some(Hidden::BehindLink(path("folder"))));
}

#[test]
fn a_folder_without_git_shows_everything_and_checks_what_is_not_ignored() {
    let world = World::new();
    put(&world, ".gitignore", "result\n");
    put(&world, "result/x.nix", "");
    put(&world, ".direnv/y.nix", "");
    put(&world, "a.nix", "");
    fs::create_dir(world.fleet().join("empty")).unwrap();
    let tree = Tree::folder(&world.fleet()).unwrap();
    let all = [".direnv/", ".direnv/y.nix", ".gitignore", "a.nix", "empty/", "result/"];
    assert_eq!(shown(&tree)[..6], all);
    assert_eq!(
        tree.files_where(|path| path.extension() == Some("nix")).unwrap(),
        [path(".direnv/y.nix"), path("a.nix")]
    );
    assert_eq!(Tree::store_path(&world.fleet()).unwrap().files().unwrap().len(), 4);
}
