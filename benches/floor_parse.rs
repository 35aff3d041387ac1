//! CPU seconds of reading every `.nix` file under a folder: by rnix alone, which is the floor that
//! `nixward check` is measured against, or by `nixward::syntax`.
//!
//! `cargo bench --bench floor_parse -- FOLDER [rnix|syntax]`

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own: it reads files and prints"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (Some(folder), mode) = (arguments.first(), arguments.get(1).map_or("rnix", |m| m)) else {
        eprintln!("usage: floor_parse FOLDER [rnix|syntax]");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files);
    let texts: Vec<Vec<u8>> = files.iter().filter_map(|file| fs::read(file).ok()).collect();
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let before = cpu_seconds();
    let start = Instant::now();
    let refused = texts.iter().filter(|text| !accepts(text, mode)).count();
    println!(
        "{mode}: {} files, {bytes} bytes, {refused} refused, {:.2} s CPU, {:.2} s elapsed",
        texts.len(),
        cpu_seconds() - before,
        start.elapsed().as_secs_f64(),
    );
    ExitCode::SUCCESS
}

fn accepts(text: &[u8], mode: &str) -> bool {
    match mode {
        "syntax" => nixward::syntax::parse(text).problems.is_empty(),
        _ => rnix::Root::parse(&String::from_utf8_lossy(text)).errors().is_empty(),
    }
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

/// User time of this process, in seconds (`utime` of /proc/self/stat, in ticks of 10 ms).
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().nth(11).and_then(|field| field.parse::<u32>().ok());
    f64::from(ticks.unwrap_or(0)) / 100.0
}
