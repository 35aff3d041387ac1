//! Signals to a process that runs children.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::{Duration, Instant};

use nixward::proc::{Program, Stream, at_interrupt};

use crate::roles;

fn is_gone(pid: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(10);
    let runs = || Path::new("/proc").join(pid).join("exe").exists();
    while runs() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    !runs()
}

#[test]
#[ignore = "a role"]
fn runs_a_child() {
    if !roles::is_one() {
        return;
    }
    let plaintext = || {
        std::fs::write("plaintext", "").unwrap();
        Ok(((), || std::fs::remove_file("plaintext").unwrap()))
    };
    let ((), _cleanup) = at_interrupt(plaintext).unwrap();
    let program = Program::new("sh").args(["-c", "sleep 600 & echo child $!; wait"]);
    let mut print = |_: Stream, line: &str| println!("{line}");
    let _ended_by_the_test = program.watched(&mut print);
    std::fs::write("went on", "").unwrap();
}

#[test]
fn a_signal_ends_the_children_cleans_up_and_then_ends_us() {
    for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut role = roles::start("proc::runs_a_child", folder.path(), "");
        let child = roles::read(&mut role, "child ");
        roles::signal(name, role.id());
        assert_eq!(role.wait().unwrap().signal(), Some(number), "{name}");
        assert!(is_gone(&child), "{name}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
    }
}

#[test]
#[ignore = "a role"]
fn hands_over_the_terminal() {
    if !roles::is_one() {
        return;
    }
    // Ctrl-C goes to the whole foreground group, this process included.
    let script = "trap : INT; kill -INT 0; echo child $$; sleep 0.2; exit 7";
    let status = Program::new("sh").args(["-c", script]).interactive().unwrap();
    println!("ended {status}");
    let waits = Program::new("sh").args(["-c", "echo child $$; exec sleep 600"]);
    let _ended_by_the_test = waits.interactive();
}

#[test]
fn an_interactive_program_decides_on_ctrl_c_but_does_not_outlive_us() {
    let folder = tempfile::tempdir().unwrap();
    let mut role = roles::start("proc::hands_over_the_terminal", folder.path(), "");
    assert_eq!(roles::read(&mut role, "ended "), "exit status: 7");
    let child = roles::read(&mut role, "child ");
    roles::signal("-TERM", role.id());
    assert_eq!(role.wait().unwrap().signal(), Some(15));
    assert!(is_gone(&child));
}

#[test]
fn an_ignored_signal_stays_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut role = roles::start("proc::runs_a_child", folder.path(), "trap '' HUP");
    let child = roles::read(&mut role, "child ");
    roles::signal("-HUP", role.id());
    roles::signal("-TERM", child.parse().unwrap());
    role.wait().unwrap();
    assert!(folder.path().join("went on").exists());
}
