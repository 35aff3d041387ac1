//! Killed at system calls: whatever the moment, no secret is lost, no plaintext stays, and the next
//! run comes to where an uninterrupted one does.
//!
//! A sample of the moments; `NIXWARD_TEST_KILLS` tries every one, with as many secrets as it says.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use super::world::{Secrets, feed, with_path};

/// As many moments as are tried of each verb, unless all are.
const SAMPLE: usize = 12;

const VALUE: &str = "plaintext-that-must-not-stay";

#[test]
fn a_rekey_killed_at_any_moment_loses_nothing() {
    survives(&["secrets", "rekey", "-i", "../me"], b"", &|world, count| {
        let rules: Vec<(String, &str)> = (0..count)
            .map(|at| (name(at), if at % 2 == 0 { "[ me bob ]" } else { "[ me web bob ]" }))
            .collect();
        world.rules(&rules.iter().map(|(name, keys)| (name.as_str(), *keys)).collect::<Vec<_>>());
    });
}

#[test]
fn a_forced_rekey_killed_at_any_moment_loses_nothing() {
    survives(&["agenix", "-r", "-i", "../me"], b"", &|_, _| {});
}

#[test]
fn an_edit_killed_at_any_moment_loses_nothing() {
    let edited = format!("{VALUE}-edited");
    survives(&["secrets", "edit", "0", "-i", "../me"], edited.as_bytes(), &|_, _| {});
}

#[test]
fn a_generation_killed_at_any_moment_loses_nothing() {
    survives(&["secrets", "generate", "-i", "../me"], b"", &|world, count| {
        let rules: Vec<(String, &str)> = (0..count).map(|at| (name(at), "[ me web ]")).collect();
        let mut rules: Vec<(&str, &str)> =
            rules.iter().map(|(name, keys)| (name.as_str(), *keys)).collect();
        rules.push(("w.age", "[ me ]; generator = \"wireguard\""));
        rules.push(("z.age", "[ me ]; generator = \"password\""));
        world.rules(&rules);
    });
}

fn name(at: usize) -> String {
    format!("{at}.age")
}

/// Whether every moment is to be tried.
pub fn all() -> bool {
    std::env::var_os("NIXWARD_TEST_KILLS").is_some()
}

/// Runs a verb again and again in the same state, killed at ever another moment.
fn survives(args: &[&str], input: &[u8], prepare: &dyn Fn(&Secrets, usize)) {
    let world = Secrets::new();
    let count = std::env::var("NIXWARD_TEST_KILLS").map_or(4, |said| said.parse().unwrap_or(20));
    let rules: Vec<String> = (0..count).map(name).collect();
    world.rules(&rules.iter().map(|name| (name.as_str(), "[ me web ]")).collect::<Vec<_>>());
    for name in &rules {
        world.ok_with(&["secrets", "create", name, "-i", "../me"], VALUE.as_bytes());
    }
    prepare(&world, count);
    let state = save(&world);
    let opened = Opened::default();
    everywhere_with(&world, args, input, &|| restore(&world, &state), &|when| {
        check(&world, count, &opened, when, false);
        feed(world.world.command(args), input);
        check(&world, count, &opened, &format!("{when}, then again"), true);
    });
}

/// Runs a command again and again, each time after `reset`, killed at ever another system call; `look`
/// is handed which, whatever the command came to.
pub fn everywhere(world: &Secrets, args: &[&str], reset: &dyn Fn(), look: &dyn Fn(&str)) {
    everywhere_with(world, args, b"", reset, look);
}

fn everywhere_with(
    world: &Secrets,
    args: &[&str],
    input: &[u8],
    reset: &dyn Fn(),
    look: &dyn Fn(&str),
) {
    reset();
    let moments = moments(world, args, input);
    let step = if all() { 1 } else { (moments.len() / SAMPLE).max(1) };
    let (mut killed, mut missed) = (0, Vec::new());
    for (call, at) in moments.iter().step_by(step) {
        reset();
        let when = format!("{call} {at}");
        let inject = format!("inject={call}:signal=KILL:when={at}");
        let output = feed(strace(world, &["-e", &inject], args), input);
        // A thread that made more calls the first time may make fewer now: work is divided anew.
        if output.status.success() {
            missed.push(when.clone());
        } else {
            let why = String::from_utf8_lossy(&output.stderr);
            let by_signal = output.status.signal().is_some() || output.status.code() > Some(128);
            assert!(by_signal, "{when}: failed and was not killed: {why}");
            killed += 1;
        }
        look(&when);
    }
    println!(
        "{args:?}: killed at {killed} of {} moments, {} were not met",
        moments.len(),
        missed.len()
    );
    assert!(killed > 0, "strace killed nothing");
}

/// Every system call: which, and the how manieth of one thread.
fn moments(world: &Secrets, args: &[&str], input: &[u8]) -> Vec<(String, usize)> {
    let most = trace(world, args, input);
    most.into_iter()
        .filter(|(call, _)| call != "execve")
        .flat_map(|(call, count)| (1..=count).map(move |at| (call.clone(), at)))
        .collect()
}

/// How often a command makes each system call, in the thread that makes it most often.
pub fn trace(world: &Secrets, args: &[&str], input: &[u8]) -> BTreeMap<String, usize> {
    let log = world.path("../trace");
    let output = feed(strace(world, &["-o", log.to_str().unwrap()], args), input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut threads: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
        if call.chars().all(|char| char.is_ascii_alphanumeric() || char == '_') {
            *threads.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((call, _), count) in threads {
        let known = most.entry(call).or_default();
        *known = (*known).max(count);
    }
    most
}

fn strace(world: &Secrets, options: &[&str], args: &[&str]) -> Command {
    let mut strace = with_path(world.world.closed("strace"));
    strace.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_nixward")).args(args);
    // One thread: a call's number means the same moment every time.
    strace.env("RAYON_NUM_THREADS", "1");
    strace
}

/// All files that there are.
fn save(world: &Secrets) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(world.world.fleet()).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().unwrap().is_file());
    files
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn restore(world: &Secrets, state: &BTreeMap<String, Vec<u8>>) {
    for name in save(world).keys().filter(|name| !state.contains_key(*name)) {
        fs::remove_file(world.path(name)).unwrap();
    }
    for (name, content) in state {
        fs::write(world.path(name), content).unwrap();
    }
    let _ = fs::remove_dir_all(world.path(".git/nixward"));
}

/// What `age` has opened to a value that is right: most files are as they were before.
type Opened = RefCell<HashSet<Vec<u8>>>;

/// Every secret holds a value that it had or was to get; nothing else lies about.
fn check(world: &Secrets, count: usize, opened: &Opened, when: &str, finished: bool) {
    for at in 0..count {
        let file = fs::read(world.path(&name(at))).unwrap_or_default();
        if opened.borrow().contains(&file) {
            continue;
        }
        let value = world.age("me", &name(at));
        let value = value.unwrap_or_else(|| panic!("{} is lost, killed at {when}", name(at)));
        assert!(value.starts_with(VALUE), "{when}");
        opened.borrow_mut().insert(file);
    }
    let files = save(world);
    for (name, content) in &files {
        let plain = content.windows(VALUE.len()).any(|bytes| bytes == VALUE.as_bytes());
        assert!(!plain, "{name} holds plaintext, killed at {when}");
    }
    if finished {
        assert_eq!(world.strays(), Vec::<String>::new(), "left behind, killed at {when}");
        assert!(!world.path(".git/nixward/secrets.journal").exists(), "{when}");
    }
}
