//! Writes that are killed or run out of space, locks whose holder dies.

use std::fs;
use std::path::Path;
use std::time::Duration;

use nixward::fsx::{self, Lock, PrivateDir};

use crate::roles;

/// Two contents that no mixture of them equals, larger than one write of the kernel's pages.
fn contents() -> [Vec<u8>; 2] {
    [vec![b'a'; 300_000], vec![b'b'; 200_000]]
}

#[test]
#[ignore = "a role"]
fn writes_for_ever() {
    if !roles::is_one() {
        return;
    }
    println!("ready ");
    for content in contents().iter().cycle() {
        fsx::write("file".as_ref(), content).unwrap();
    }
}

#[test]
fn killed_at_any_moment_the_file_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, &contents()[0]).unwrap();
    for round in 0..25 {
        let mut role = roles::start("fsx::writes_for_ever", folder.path(), "");
        roles::read(&mut role, "ready ");
        // Where in a write the kill falls differs from round to round.
        std::thread::sleep(Duration::from_micros(137 * round));
        role.kill().unwrap();
        role.wait().unwrap();
        assert!(contents().contains(&fs::read(&file).unwrap()), "round {round}");
    }
}

#[test]
fn a_signal_leaves_the_file_whole_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), &contents()[0]).unwrap();
    for round in 0..10 {
        let mut role = roles::start("fsx::writes_for_ever", folder.path(), "");
        roles::read(&mut role, "ready ");
        std::thread::sleep(Duration::from_micros(1000 + 137 * round));
        roles::signal("-TERM", role.id());
        role.wait().unwrap();
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
        assert!(names.iter().all(|entry| entry.file_name() == "file"), "round {round}: {names:?}");
        assert!(contents().contains(&fs::read(folder.path().join("file")).unwrap()));
    }
}

#[test]
#[ignore = "a role"]
fn writes_once() {
    if !roles::is_one() {
        return;
    }
    let error = fsx::write("file".as_ref(), &contents()[1]).unwrap_err();
    println!("said {error}: {}", error.causes().next().unwrap());
}

#[test]
fn without_space_the_old_file_stays_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "old").unwrap();
    // A limit on file size makes the write fail half-way, as a full disk does.
    let before = "trap '' XFSZ; ulimit -f 64";
    let mut role = roles::start("fsx::writes_once", folder.path(), before);
    let said = roles::read(&mut role, "said ");
    assert!(role.wait().unwrap().success());
    assert!(said.starts_with("cannot write file: File too large"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
#[ignore = "a role"]
fn holds_a_lock_and_plaintext() {
    if !roles::is_one() {
        return;
    }
    let _lock = Lock::take("lock".as_ref(), "it", "the role").unwrap();
    let private = PrivateDir::new().unwrap();
    fsx::write(&private.path().join("plaintext"), b"x").unwrap();
    println!("private {}", private.path().display());
    std::thread::sleep(Duration::from_secs(600));
}

#[test]
fn a_lock_ends_with_its_process_however_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock");
    let mut role = roles::start("fsx::holds_a_lock_and_plaintext", folder.path(), "");
    let private = roles::read(&mut role, "private ");
    let error = Lock::take(&path, "the journal", "a test").unwrap_err();
    let expected = format!("the journal is held by process {}: the role", role.id());
    assert_eq!(error.to_string(), expected);
    role.kill().unwrap();
    role.wait().unwrap();
    Lock::take(&path, "the journal", "a test").unwrap();
    fs::remove_dir_all(private).unwrap();
}

#[test]
fn plaintext_does_not_outlive_a_signal() {
    let folder = tempfile::tempdir().unwrap();
    let mut role = roles::start("fsx::holds_a_lock_and_plaintext", folder.path(), "");
    let private = roles::read(&mut role, "private ");
    assert!(Path::new(&private).join("plaintext").exists());
    roles::signal("-INT", role.id());
    role.wait().unwrap();
    assert!(!Path::new(&private).exists());
}
