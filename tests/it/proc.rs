//! Signals to a whole nixward-like process: this test binary started again as one.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nixward::proc::{Program, Stream, at_interrupt};

/// Starts one of the roles below as a process of its own.
fn start(role: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("proc::{role}"), "--ignored", "--nocapture"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The number that a role prints when its child runs.
fn child_of(role: &mut Child) -> String {
    let lines = BufReader::new(role.stdout.take().unwrap()).lines();
    lines
        .map(Result::unwrap)
        .find_map(|line| Some(line.split_once("child ")?.1.to_owned()))
        .unwrap()
}

fn signal(signal: &str, pid: u32) {
    assert!(Command::new("kill").args([signal, &pid.to_string()]).status().unwrap().success());
}

fn is_gone(pid: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(10);
    let runs = || Path::new("/proc").join(pid).join("exe").exists();
    while runs() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    !runs()
}

#[test]
#[ignore = "a role, started by the tests below"]
fn runs_a_child() {
    let _cleanup = at_interrupt(|| std::fs::remove_file("plaintext").unwrap()).unwrap();
    std::fs::write("plaintext", "").unwrap();
    let program = Program::new("sh").args(["-c", "sleep 600 & echo child $!; wait"]);
    let mut print = |_: Stream, line: &str| println!("{line}");
    let _ended_by_the_test = program.watched(&mut print);
    std::fs::write("went on", "").unwrap();
}

#[test]
fn a_signal_ends_the_children_cleans_up_and_then_ends_us() {
    for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut role = start("runs_a_child", folder.path());
        let child = child_of(&mut role);
        signal(name, role.id());
        assert_eq!(role.wait().unwrap().signal(), Some(number), "{name}");
        assert!(is_gone(&child), "{name}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
    }
}

#[test]
fn an_ignored_signal_stays_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let script = r#"trap "" HUP; exec "$0" --exact proc::runs_a_child --ignored --nocapture"#;
    let mut role = Command::new("sh")
        .args(["-c".as_ref(), script.as_ref(), exe.as_os_str()])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let child = child_of(&mut role);
    signal("-HUP", role.id());
    signal("-TERM", child.parse().unwrap());
    role.wait().unwrap();
    assert!(folder.path().join("went on").exists());
}
