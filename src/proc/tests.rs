//! Real programs that misbehave in each way.

use std::time::{Duration, Instant};

use super::{Failure, Program, Stream};
use crate::error::{Error, Kind};

fn shell(script: &str) -> Program {
    Program::new("sh").args(["-c", script])
}

fn failure(error: &Error) -> &Failure {
    error.source.as_ref().unwrap().downcast_ref().unwrap()
}

/// Whether a process with this number runs (a zombie does not).
fn runs(pid: &str) -> bool {
    #[expect(clippy::disallowed_methods, reason = "no user's file")]
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

/// Waits until a process is gone; it was sent SIGKILL, so the kernel needs only a moment.
fn is_killed(pid: &str) -> bool {
    let until = Instant::now() + Duration::from_secs(10);
    while runs(pid) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(5));
    }
    !runs(pid)
}

#[test]
fn output_is_collected_and_stdin_given() {
    let output = Program::new("cat").stdin("text").run().unwrap();
    assert_eq!(output.text(), "text");
    assert_eq!(Program::new("cat").run().unwrap().stdout, b"", "nothing to read by default");
    let large = vec![b'x'; 3 << 20];
    assert_eq!(Program::new("cat").stdin(large.clone()).run().unwrap().stdout, large);
    assert!(Program::new("true").stdin(large).run().is_ok(), "input may be left unread");
}

#[test]
fn a_failure_shows_the_command_and_the_tail_of_stderr() {
    let program = shell("for i in $(seq 30); do echo line $i >&2; done; exit 3");
    let error = program.run().unwrap_err();
    assert_eq!(error.kind, Kind::Tool);
    assert!(error.to_string().starts_with("`sh -c 'for i in "), "{error}");
    let Failure::Status { status, stderr } = failure(&error) else { panic!("{error:?}") };
    assert_eq!(status.code(), Some(3));
    assert_eq!(stderr.lines().count(), 20);
    assert!(stderr.ends_with("line 30"));
    assert_eq!(shell("exit 3").output().unwrap().status.code(), Some(3));
}

#[test]
fn a_missing_program_says_so() {
    let program = Program::new("no-such-program").missing_hint("install it");
    let error = program.run().unwrap_err();
    assert_eq!(error.to_string(), "no-such-program is not installed");
    assert_eq!(error.hints, ["install it"]);
    let error = Program::new("/nowhere/program").run().unwrap_err();
    assert_eq!(error.to_string(), "there is no program /nowhere/program");
    let error = Program::new("true").folder("/nowhere".as_ref()).run().unwrap_err();
    assert_eq!(error.to_string(), "cannot start `true`");
}

#[test]
fn the_environment_is_the_listed_one() {
    let seen = Program::new("env").env("OWN", "1").run().unwrap();
    let seen = seen.text().into_owned();
    assert!(seen.lines().any(|line| line == "OWN=1"));
    assert!(seen.lines().any(|line| line == "LC_ALL=C.UTF-8"));
    assert!(!seen.contains("CARGO"), "{seen}");
}

#[test]
fn a_time_limit_kills_the_whole_group() {
    // The grandchild ignores the polite signal, so only the group's kill ends it.
    let program = shell("sh -c 'trap \"\" TERM; echo $$ >&2; sleep 600; sleep 600' & wait");
    let error = program.time_limit(Duration::from_millis(300)).run().unwrap_err();
    let Failure::TimedOut { stderr, .. } = failure(&error) else { panic!("{error:?}") };
    assert!(is_killed(stderr.trim()), "{stderr}");
}

#[test]
fn a_grandchild_that_holds_the_pipes_does_not_hold_us() {
    let output = shell("echo answer; sleep 600 & echo $! >&2").run().unwrap();
    assert_eq!(output.text(), "answer\n");
    let left = output.stderr_tail;
    // A bare Debian has no program `kill`, but every shell has one.
    shell(&format!("kill {left}")).run().unwrap();
}

#[test]
fn too_much_output_is_an_error() {
    let error = shell("yes").stdout_limit(100_000).run().unwrap_err();
    assert_eq!(failure(&error), &Failure::TooMuchOutput { limit: 100_000 });
}

#[test]
fn lines_are_watched_as_they_come() {
    let mut seen = Vec::new();
    let program = shell("echo one; echo two >&2; printf three");
    program.watched(&mut |stream, line| seen.push((stream, line.to_owned()))).unwrap();
    seen.sort_by(|(_, a), (_, b)| a.cmp(b));
    let expected = [(Stream::Stdout, "one"), (Stream::Stdout, "three"), (Stream::Stderr, "two")];
    assert_eq!(seen, expected.map(|(stream, line)| (stream, line.to_owned())));
}

#[test]
fn a_conversation() {
    let mut talk = shell("while read -r line; do echo \"$line\"; printf abc; done").talk().unwrap();
    for question in ["one", "two"] {
        talk.send(format!("{question}\n").as_bytes()).unwrap();
        assert_eq!(talk.line().unwrap(), question);
        assert_eq!(talk.bytes(3).unwrap(), b"abc");
    }
    // `read` fails at the end of the input, and so does the loop's shell not.
    talk.finish().unwrap();
}

#[test]
fn a_conversation_that_ends_early() {
    let mut talk = shell("read -r line; echo broken >&2; exit 1").talk().unwrap();
    talk.send(b"question\n").unwrap();
    let error = talk.line().unwrap_err();
    assert_eq!(failure(&error), &Failure::HungUp { stderr: "broken".into() });
    assert!(talk.send(b"again\n").is_err());
}

#[test]
fn a_dropped_conversation_kills_the_group() {
    let mut talk = shell("sleep 600 & echo $!; wait").talk().unwrap();
    let pid = talk.line().unwrap();
    assert!(runs(&pid));
    drop(talk);
    assert!(is_killed(&pid));
}

#[test]
fn a_command_line_is_shown_quoted() {
    let program = Program::new("git").args(["commit", "-m", "it's new", ""]);
    assert_eq!(program.to_string(), r#"git commit -m "it's new" ''"#);
}
