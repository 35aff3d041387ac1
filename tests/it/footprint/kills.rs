//! Killed at any moment, nixward leaves no process behind and no answer that is none.
//!
//! `NIXWARD_TEST_KILLED_EVALUATIONS` kills instead of the usual number.

use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::fleet::{Fleet, HOSTS};

/// Kills in an ordinary run.
const USUAL: usize = 3;
/// Set for the process that is to be killed.
const VICTIM: &str = "NIXWARD_TEST_VICTIM";
/// How long a process may take to follow its parent.
const PATIENCE: Duration = Duration::from_secs(20);

/// Evaluates until it is killed; nothing when it is run as a test.
#[test]
fn victim() {
    if std::env::var_os(VICTIM).is_none() {
        return;
    }
    let Some(fleet) = Fleet::new() else { return };
    println!(
        "\nworld {}",
        fs::canonicalize(fleet.world.fleet()).unwrap().parent().unwrap().display()
    );
    std::io::stdout().flush().unwrap();
    for number in 0.. {
        fleet.put("hosts/plain.nix", &format!("{number}\n"));
        fleet.put("modules/a.nix", &format!("{number}\n"));
        fleet.with(|footprints| {
            for (host, _) in HOSTS {
                fleet.answer(footprints, host);
            }
        });
    }
}

#[test]
fn a_kill_leaves_nothing_behind() {
    if crate::nix::nix().is_none() {
        println!("skipped: there is no `nix` on PATH");
        return;
    }
    let kills =
        std::env::var("NIXWARD_TEST_KILLED_EVALUATIONS").ok().and_then(|kills| kills.parse().ok());
    let mut answers = 0;
    for number in 0..kills.unwrap_or(USUAL) {
        // Spread over a second or two, at no round distance.
        let moment = Duration::from_millis((number as u64 * 277 + 61) % 1999);
        answers += kill_at(moment);
    }
    println!("{answers} files of answers, all whole");
}

/// Kills a victim so long after it is ready; how many files of answers it left.
fn kill_at(moment: Duration) -> usize {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "footprint::kills::victim", "--nocapture"])
        .env(VICTIM, "")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines();
    let world =
        lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("world ")?.to_owned()));
    let world = world.expect("the victim says where it is");
    sleep(moment);
    // Every other time it is a process of Nix that goes first.
    let children = processes_of(&world);
    if moment.as_millis() & 1 == 0
        && let Some(child) = children.last()
    {
        let _ = Command::new("kill").args(["-9", child]).status();
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !processes_of(&world).is_empty() {
        assert!(Instant::now() < deadline, "left behind: {:?}", processes_of(&world));
        sleep(Duration::from_millis(20));
    }
    let whole = whole_answers(&Path::new(&world).join("cache"));
    let _ = Command::new("chmod").args(["-R", "u+w", &world]).status();
    fs::remove_dir_all(&world).unwrap();
    whole
}

/// The processes that have a path in their arguments or in their environment.
fn processes_of(world: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().map_while(Result::ok) {
        let mentions = |file: &str| {
            let text = fs::read(entry.path().join(file)).unwrap_or_default();
            String::from_utf8_lossy(&text).contains(world)
        };
        if mentions("cmdline") || mentions("environ") {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found
}

/// Checks every file of answers by its own digest.
fn whole_answers(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let mut whole = 0;
    for entry in entries.map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        // What was being written has a name of its own until it is whole.
        if name.starts_with(".nixward-") {
            continue;
        }
        let content = fs::read_to_string(entry.path()).unwrap();
        let (header, rest) = content.split_once('\n').unwrap();
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(rest));
        assert_eq!(header.split(' ').rev().nth(1), Some(digest.as_str()), "{name}: {header}");
        whole += 1;
    }
    whole
}
