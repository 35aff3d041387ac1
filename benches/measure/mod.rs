//! What programs take, for the benches.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Prints a figure with its bar; says whether it is met.
pub fn bar(name: &str, value: f64, most: f64, unit: &str) -> bool {
    let good = value <= most;
    let verdict = if good { "" } else { "  OVER" };
    println!("{name:<20} {value:.2}{unit} (bar: {most}{unit}){verdict}");
    good
}

/// The program that is measured.
pub fn nixward() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nixward"))
}

/// What a process took.
pub struct Cost {
    /// User and system time.
    pub seconds: f64,
    /// Most memory resident at once, as last seen before the end.
    pub mib: f64,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Cost {
    let before = children_seconds();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut mib: f64 = 0.0;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        mib = mib.max(peak_mib(&status));
        std::thread::sleep(Duration::from_millis(2));
    };
    // What failed early would look fast; findings (1) are no failure.
    assert!(matches!(ended.code(), Some(0 | 1)), "{command:?}: {ended}");
    Cost { seconds: children_seconds() - before, mib }
}

/// `VmHWM` of a process.
fn peak_mib(status: &str) -> f64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u32>().ok());
    f64::from(kib.unwrap_or(0)) / 1024.0
}

/// User and system time of the children that have ended (`cutime` and `cstime` of
/// /proc/self/stat, in ticks of 10 ms).
fn children_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let ticks = after_name.split_whitespace().skip(13).take(2);
    ticks.map(|field| f64::from(field.parse::<u32>().unwrap()) / 100.0).sum()
}
