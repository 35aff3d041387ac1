//! Memory: what the machine has left, and what a process has.

use std::path::Path;

use crate::fsx;

/// Bytes that the machine can still give without swapping; none where it does not tell (format:
/// `proc_meminfo(5)`).
pub(super) fn available() -> Option<u64> {
    field(Path::new("/proc/meminfo"), "MemAvailable:")
}

/// What a process has in memory now, in bytes; zero once it is gone (format: `proc_pid_status(5)`).
pub(super) fn resident(process: u32) -> u64 {
    field(Path::new(&format!("/proc/{process}/status")), "VmRSS:").unwrap_or(0)
}

fn field(file: &Path, name: &str) -> Option<u64> {
    let content = fsx::read(file).ok()?;
    let text = String::from_utf8_lossy(&content);
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
