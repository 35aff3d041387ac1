//! What the program does with the streams it is given.

use std::fs::File;
use std::io::pipe;
use std::process::Stdio;

use crate::harness::World;

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let world = World::new();
    let output = world.command(&["docs", "contracts"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_full_disk_is_a_failure() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let world = World::new();
    let output = world.command(&["docs", "contracts"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.starts_with("failed: cannot write to standard output\n  caused by: "), "{error}");
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let coloured = |args: &[&str]| {
        let output = World::new().command(args).stderr(Stdio::piped()).output().unwrap();
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    assert!(!coloured(&["--help"]));
    assert!(!coloured(&["no-such-verb"]));
}
