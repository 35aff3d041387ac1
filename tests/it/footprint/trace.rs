//! The tracer against programs whose every step is known.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;

use nixward::proc::Program;
use nixward::proc::trace::{Depth, How, Record};

/// Runs a shell script in a folder of its own; what it touched there, and how it ended.
fn traced(depth: Depth, script: &str) -> (Vec<String>, std::process::ExitStatus) {
    super::supervised();
    let world = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(world.path()).unwrap();
    let folder = root.join("watched");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("file"), "text\n").unwrap();
    fs::write(folder.join("sub/inner"), "text\n").unwrap();
    symlink("file", folder.join("link")).unwrap();
    let log = root.join("log");
    let program = Program::new("sh").args(["-c", script]).folder(&folder);
    let output = program.traced(&folder, depth, &log).unwrap().output().unwrap();
    let record = Record::read(&fs::read(&log).unwrap()).unwrap().unwrap();
    let letter = |how| match how {
        How::Opened => "open",
        How::LinkRead => "link",
        How::Listed => "list",
        How::Asked => "ask",
    };
    let touches = record.touches.iter();
    let touches = touches.map(|touch| format!("{} {}", letter(touch.how), touch.path.display()));
    (touches.collect(), output.status)
}

#[test]
fn what_is_read_is_told_by_whichever_process() {
    let script = "cat file nothing; (cd sub && cat inner) & readlink link >/dev/null; wait; exit 7";
    let (touches, status) = traced(Depth::Reads, script);
    assert_eq!(status.code(), Some(7));
    for expected in ["open file", "open nothing", "open sub/inner", "link link"] {
        assert!(touches.iter().any(|touch| touch == expected), "{expected}: {touches:?}");
    }
    assert!(!touches.iter().any(|touch| touch.starts_with("ask")), "{touches:?}");
}

#[test]
fn a_listing_is_told_by_its_folder() {
    let (touches, _) = traced(Depth::Reads, "ls sub >/dev/null");
    assert!(touches.iter().any(|touch| touch == "list sub"), "{touches:?}");
    assert!(!touches.iter().any(|touch| touch == "list "), "{touches:?}");
}

#[test]
fn questions_are_told_where_wanted() {
    let (touches, _) = traced(Depth::Questions, "test -e sub/missing; test -e file");
    for expected in ["ask sub/missing", "ask file"] {
        assert!(touches.iter().any(|touch| touch == expected), "{expected}: {touches:?}");
    }
}

#[test]
fn a_killed_program_counts_as_killed() {
    let (_, status) = traced(Depth::Reads, "kill -9 $$");
    assert_eq!(status.signal(), Some(9));
}
