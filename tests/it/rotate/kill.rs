//! Killed at system calls: no value is lost, and the next run ends where an uninterrupted one does.
//!
//! A sample of the moments; `NIXWARD_TEST_KILLS=all` tries every one.

use std::fs;
use std::process::Output;

use super::service::all;
use crate::seal::world::{Secrets, with_path};

/// What changes files, or makes changes last.
const CALLS: &[&str] = &["/^rename", "/^fsync", "/^unlink", "/^openat", "/^write"];

/// As many moments as are tried of each, unless all are.
const SAMPLE: usize = 3;

#[test]
fn a_rotation_killed_at_any_moment_loses_nothing() {
    let world = Secrets::new();
    let at_once = "dependents = []; keepOld = \"0s\";";
    world.rules(&[
        ("ht.age", &format!(
            "[ me ]; rotate = {{ kind = \"htpasswd\"; generator = {{ source = \"pw.age\"; user = \"u\"; cost = 4; }}; {at_once} }}"
        )),
        ("pw.age", &format!("[ me ]; rotate = {{ kind = \"password\"; {at_once} }}")),
        ("wg.age", "[ me ]"),
    ]);
    world.ok(&["secrets", "rotate", "pw", "-i", "../me"]);
    world.world.git(&["add", "-A"]);
    let every = std::env::var_os("NIXWARD_TEST_KILLS").is_some();
    let mut killed = 0;
    for call in CALLS {
        let count = count(&world, call);
        let step = if every { 1 } else { (count / SAMPLE).max(1) };
        for at in (1..=count).step_by(step) {
            let before = world.age("me", "pw.age").unwrap();
            let output = strace(&world, &["-e", &format!("inject={call}:signal=KILL:when={at}")]);
            killed += usize::from(output.status.code().is_none());
            let when = format!("killed at {call} {at}");
            let now = world.age("me", "pw.age").unwrap_or_else(|| panic!("lost, {when}"));
            assert!(now == before || now.len() == 48, "{when}");
            world.ok(&["secrets", "rotate", "--continue", "-i", "../me"]);
            // The hash fits the password, or this makes it anew.
            let hash = world.read("ht.age");
            world.ok(&["secrets", "rotate", "ht", "-i", "../me"]);
            assert!(world.read("ht.age") == hash, "{when}: the hash is of another password");
            at_rest(&world, &when);
        }
    }
    println!("rotate: killed at {killed} moments");
    assert!(killed > 0, "strace killed nothing");
}

/// How many calls of a kind a run makes.
fn count(world: &Secrets, call: &str) -> usize {
    let log = world.path("../trace");
    let output = strace(world, &["-e", &format!("trace={call}"), "-o", log.to_str().unwrap()]);
    assert!(output.status.success(), "{}", all(&output));
    fs::read_to_string(log).unwrap().lines().filter(|line| line.contains('(')).count()
}

fn strace(world: &Secrets, options: &[&str]) -> Output {
    let mut strace = with_path(world.world.closed("strace"));
    strace.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_nixward"));
    strace
        .args(["secrets", "rotate", "pw", "-i", "../me"])
        .output()
        .expect("strace is needed by the tests")
}

/// Nothing is left but secrets and rules; what a killed run left incomplete goes with the next change.
fn at_rest(world: &Secrets, when: &str) {
    world.ok_with(&["secrets", "edit", "wg", "-i", "../me"], when.as_bytes());
    let files = fs::read_dir(world.world.fleet()).unwrap();
    let mut files: Vec<String> =
        files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, [".git", "ht.age", "pw.age", "secrets.nix", "wg.age"], "{when}");
}
