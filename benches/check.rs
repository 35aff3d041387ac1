//! What the README says of `nixward check`, measured: CPU beside a loop that does nothing but
//! parse the same files with rnix, memory, texts made to be slow, and the hook of a large fleet after
//! one change. `NIXWARD_BENCH_STATIX` and `NIXWARD_BENCH_DEADNIX` name the programs to compare with.
//!
//! `make bench`, or `cargo bench --bench check -- FOLDER` with a folder full of Nix files. A figure
//! over its bar is marked, and the program then fails.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program of its own: it runs others, reads files and prints"
)]

mod fleet;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use measure::{Cost, bar, nixward, run};

/// Alternating runs of both; the least of each counts.
const PAIRS: usize = 5;

/// CPU of a cold check over CPU of the parse loop.
const MOST_TIMES_FLOOR: f64 = 1.8;

/// Peak memory of a check, in MiB.
const MOST_MIB: f64 = 256.0;

/// CPU of a cold check over that of statix and deadnix together.
const MOST_TIMES_PEERS: f64 = 1.0 / 3.0;

/// Files of the flake whose hook is measured, and how often; the sum is large beside a clock tick.
const FLEET_FILES: usize = 500;
const HOOKS: usize = 20;

/// For the hook after one change, CPU and wall clock.
const MOST_HOOK_MS: f64 = 50.0;

/// CPU seconds for a text made to be slow.
const MOST_SECONDS: f64 = 0.5;

/// Tells the program to be the loop that it is compared with.
const FLOOR: &str = "--floor";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [FLOOR, folder] => {
            parse_all(Path::new(folder));
            ExitCode::SUCCESS
        }
        [folder] => {
            let good = [cold_check(Path::new(folder)), slow_texts(), warm_hook()];
            if good.iter().all(|good| *good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        _ => {
            eprintln!("usage: cargo bench --bench check -- FOLDER-OF-NIX-FILES");
            ExitCode::from(2)
        }
    }
}

/// The floor: every file read and parsed, nothing else.
fn parse_all(folder: &Path) {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let mut bytes = 0;
    for file in &files {
        let text = fs::read(file).unwrap();
        bytes += text.len();
        std::hint::black_box(rnix::Root::parse(&String::from_utf8_lossy(&text)));
    }
    println!("{} files, {bytes} bytes", files.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&path, files),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|e| e == "nix") => {
                files.push(path);
            }
            _ => {}
        }
    }
}

fn cold_check(folder: &Path) -> bool {
    let mut floor = Cost { seconds: f64::INFINITY, mib: f64::INFINITY };
    let mut check = Cost { seconds: f64::INFINITY, mib: 0.0 };
    for _ in 0..PAIRS {
        let mut parse = Command::new(std::env::current_exe().unwrap());
        floor.seconds = floor.seconds.min(run(parse.arg(FLOOR).arg(folder)).seconds);
        let cost = run(nixward().args(["check", "--no-cache", "-C"]).arg(folder));
        check.seconds = check.seconds.min(cost.seconds);
        check.mib = check.mib.max(cost.mib);
    }
    let times = check.seconds / floor.seconds;
    println!("rnix alone           {:.2} s CPU (least of {PAIRS})", floor.seconds);
    println!("nixward check, cold  {:.2} s CPU (least of {PAIRS})", check.seconds);
    let ratio = bar("ratio", times, MOST_TIMES_FLOOR, "x");
    let memory = bar("peak memory", check.mib, MOST_MIB, " MiB");
    ratio && memory && beside_peers(folder, check.seconds)
}

/// Beside statix and deadnix, where both are at hand.
fn beside_peers(folder: &Path, check: f64) -> bool {
    let program = |name| std::env::var_os(name).filter(|path| !path.is_empty()).map(Command::new);
    let peers = [program("NIXWARD_BENCH_STATIX"), program("NIXWARD_BENCH_DEADNIX")];
    let [Some(mut statix), Some(mut deadnix)] = peers else {
        println!("statix and deadnix    not named: not compared");
        return true;
    };
    let least =
        |peer: &mut Command| (0..PAIRS).map(|_| run(peer).seconds).fold(f64::INFINITY, f64::min);
    let statix = least(statix.arg("check").arg(folder));
    let deadnix = least(deadnix.arg(folder));
    println!("statix               {statix:.2} s CPU");
    println!("deadnix              {deadnix:.2} s CPU");
    bar("beside both", check / (statix + deadnix), MOST_TIMES_PEERS, "x")
}

/// What a commit waits for: one of many files has changed, and earlier runs knew the rest.
fn warm_hook() -> bool {
    let folder = std::env::temp_dir().join(format!("nixward-bench-fleet-{}", std::process::id()));
    let flake = folder.join("flake");
    fleet::make(&flake, FLEET_FILES);
    let hook = || {
        let mut hook = nixward();
        hook.args(["hooks", "run", "-C"])
            .arg(&flake)
            .env("NIXWARD_CACHE_DIR", folder.join("cache"));
        hook
    };
    let cold = run(&mut hook()).seconds * 1000.0;
    println!("hook, cold cache     {cold:.0} ms CPU");
    let (mut cpu, mut wall) = (0.0, Duration::ZERO);
    for round in 0..HOOKS {
        fleet::change(&flake, round);
        let started = Instant::now();
        cpu += run(&mut hook()).seconds;
        wall += started.elapsed();
    }
    fs::remove_dir_all(&folder).unwrap();
    let each = |seconds: f64| seconds * 1000.0 / f64::from(u32::try_from(HOOKS).unwrap());
    let cpu = bar("hook, one change", each(cpu), MOST_HOOK_MS, " ms CPU");
    let wall = bar("hook, one change", each(wall.as_secs_f64()), MOST_HOOK_MS, " ms");
    cpu && wall
}

/// Texts that parsers take quadratic time or all of their stack for.
fn slow_texts() -> bool {
    let chain = "1+".repeat(20_000) + "1";
    let brackets = "[".repeat(100_000) + &"]".repeat(100_000);
    [("40 KB of `+`", chain), ("100,000 brackets", brackets)].iter().all(|(name, text)| {
        let folder = std::env::temp_dir().join(format!("nixward-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("slow.nix"), text).unwrap();
        let cost = run(nixward().arg("check").arg("-C").arg(&folder));
        fs::remove_dir_all(&folder).unwrap();
        bar(name, cost.seconds, MOST_SECONDS, " s CPU")
    })
}
