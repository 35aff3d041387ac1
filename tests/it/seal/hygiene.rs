//! Where plaintext goes: every write of every verb is looked at.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::world::{Secrets, feed, with_path};

const SENTINEL: &str = "sentinel-value-to-be-found-nowhere";

/// Runs a verb under strace; gives what it printed. Whatever the sentinel is written to must be a pipe,
/// a terminal or memory, and it must not be a word or a variable of any program.
fn traced(secrets: &Secrets, args: &[&str], input: &[u8]) -> Vec<u8> {
    let log = secrets.path("../trace");
    let mut strace = with_path(secrets.world.closed("strace"));
    strace
        .args(["-f", "-qq", "-y", "-v", "-s", "1000000", "-o"])
        .arg(&log)
        .args(["-e", "trace=%process,write,writev,pwrite64,pwritev,sendto,sendmsg,splice,tee"])
        .arg(env!("CARGO_BIN_EXE_nixward"))
        .args(args);
    let output = feed(strace, input);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    assert!(!said.contains(SENTINEL), "{args:?} shows it: {said}");
    for line in fs::read_to_string(log).unwrap().lines().filter(|line| line.contains(SENTINEL)) {
        assert!(is_harmless(line), "{args:?}: {line}");
    }
    output.stdout
}

/// Whether a traced call writes to a pipe, a terminal or memory.
pub fn is_harmless(line: &str) -> bool {
    let Some((_, call)) = line.split_once(' ') else { return false };
    let Some(target) = call.split_once('<').and_then(|(_, rest)| rest.split_once('>')) else {
        return false;
    };
    let writes = ["write", "pwrite", "send"].iter().any(|name| call.trim_start().starts_with(name));
    let target = target.0;
    writes
        && (target.starts_with("pipe:")
            || target.starts_with("/dev/pts/")
            || target.starts_with("/memfd:")
            || target.starts_with("/dev/shm/"))
}

/// Whether the sentinel lies in a file below a folder.
fn holds(folder: &Path) -> Vec<String> {
    let mut grep = with_path(Command::new("grep"));
    grep.args(["-rla", "-e", SENTINEL]).arg(folder);
    let output = feed(grep, b"");
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn values_are_written_to_pipes_and_memory_alone() {
    let secrets = Secrets::new();
    secrets.rules(&[("a.age", "[ me ]"), ("b.age", "[ me ]; armor = true")]);
    let value = format!("{SENTINEL}\n");
    traced(&secrets, &["secrets", "create", "a", "-i", "../me"], b"first");
    traced(&secrets, &["secrets", "create", "b", "-i", "../me"], value.as_bytes());
    traced(&secrets, &["secrets", "edit", "a", "-i", "../me"], value.as_bytes());
    secrets.rules(&[("a.age", "[ me web ]"), ("b.age", "[ me bob x ]; armor = true")]);
    traced(&secrets, &["secrets", "rekey", "-i", "../me"], b"");
    traced(&secrets, &["secrets", "rekey", "--force", "-i", "../me"], b"");
    traced(&secrets, &["agenix", "-r", "-i", "../me"], b"");
    secrets.rules(&[("a.age", "[ me ]"), ("b.age", "[ me ]; armor = true")]);
    traced(&secrets, &["secrets", "rekey", "-i", "../me", "--json"], b"");
    let opened = traced(&secrets, &["secrets", "decrypt", "a", "-i", "../me"], b"");
    assert_eq!(opened, value.as_bytes());
    fs::remove_file(secrets.path("../trace")).unwrap();
    for verb in ["list", "check", "due", "report"] {
        // Findings are none of this test's business.
        let _ = secrets.try_with(&["secrets", verb], b"");
    }
    traced(&secrets, &["secrets", "scan", "-i", "../me"], b"");
    assert_eq!(holds(&secrets.path("..")), Vec::<String>::new());
}

/// Runs a command with a terminal, in which an editor is opened.
fn in_editor(secrets: &Secrets, editor: &str, options: &str) {
    let program = secrets.path("../editor");
    fs::write(&program, format!("#!/bin/sh\n{editor}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let command = format!("{options} '{}' secrets edit a -i ../me", env!("CARGO_BIN_EXE_nixward"));
    let mut script = with_path(secrets.world.closed("script"));
    script.args(["-qec", &command, "/dev/null"]).env("EDITOR", &program);
    script.env("TMPDIR", secrets.path("../tmp"));
    feed(script, b"");
}

#[test]
fn an_edited_value_stays_in_memory_and_a_kill_leaves_none_for_long() {
    let secrets = Secrets::new();
    fs::create_dir(secrets.path("../tmp")).unwrap();
    secrets.rules(&[("a.age", "[ me ]")]);
    secrets.ok_with(&["secrets", "create", "a", "-i", "../me"], SENTINEL.as_bytes());
    let log = secrets.path("../trace");
    let strace =
        format!("strace -f -qq -y -s 100000 -e trace=write,pwrite64,sendto -o '{}'", log.display());
    in_editor(&secrets, "echo more >> \"$1\"", &strace);
    let trace = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = trace.lines().filter(|line| line.contains(SENTINEL)).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| is_harmless(line)), "{lines:?}");
    assert_eq!(secrets.age("me", "a.age"), Some(format!("{SENTINEL}more\n")));

    fs::remove_file(log).unwrap();

    // Nobody gets to clean up.
    let kill = "p=$PPID; while read -r name < /proc/$p/comm && [ \"$name\" != nixward ]; do\n\
                p=$(cut -d' ' -f4 /proc/$p/stat); done; kill -9 $p; sleep 1";
    in_editor(&secrets, kill, "");
    secrets.ok_with(&["secrets", "edit", "a", "-i", "../me"], b"x");
    in_editor(&secrets, "true", "");
    assert_eq!(holds(&secrets.path("..")), Vec::<String>::new());
    assert_eq!(holds(Path::new("/dev/shm")), Vec::<String>::new());
}
