//! This test binary started again as a process of its own, to be killed, starved or signalled.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A role is an ignored test; it runs in `folder` after the shell has run `before`, and what it
/// prints can be read. Ctrl-C reaches it, even where a shell has started these tests in the background.
pub fn start(role: &str, folder: &Path, before: &str) -> Child {
    let script = format!(
        "{before}\nexec env --default-signal=INT,QUIT \"$0\" --exact {role} --ignored --nocapture"
    );
    Command::new("sh")
        .args(["-c".as_ref(), script.as_ref(), std::env::current_exe().unwrap().as_os_str()])
        .current_dir(folder)
        .env("NIXWARD_TEST_ROLE", role)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap()
}

/// Whether this process is one: a role does nothing when ignored tests are run by hand.
pub fn is_one() -> bool {
    std::env::var_os("NIXWARD_TEST_ROLE").is_some()
}

/// What follows `mark` on the first line that has it.
pub fn read(role: &mut Child, mark: &str) -> String {
    // Byte by byte: what follows belongs to the next reader.
    let lines = BufReader::with_capacity(1, role.stdout.as_mut().unwrap()).lines();
    lines.map(Result::unwrap).find_map(|line| Some(line.split_once(mark)?.1.to_owned())).unwrap()
}

/// Sends a signal such as `-TERM`.
pub fn signal(signal: &str, pid: u32) {
    // A bare Debian has no program `kill`, but every shell has one.
    let kill = format!("kill {signal} {pid}");
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}
