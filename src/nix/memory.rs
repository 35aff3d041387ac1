//! Memory: what the machine has left, and what a process has.

use std::path::Path;

use crate::fsx;

/// Bytes that the machine can still give without swapping; none where it does not tell (format:
/// `proc_meminfo(5)`).
pub(super) fn available() -> Option<u64> {
    field(Path::new("/proc/meminfo"), "MemAvailable:")
}

/// What a process and its descendants have in memory now, in bytes; zero once they are gone (format:
/// `proc_pid_status(5)`, `proc_pid_task(5)`). Between nixward and Nix stands a supervisor.
pub(super) fn resident(process: u32) -> u64 {
    let own = field(Path::new(&format!("/proc/{process}/status")), "VmRSS:").unwrap_or(0);
    children(process).into_iter().map(resident).fold(own, u64::saturating_add)
}

/// The processes that a process's threads have started.
fn children(process: u32) -> Vec<u32> {
    let threads = fsx::list(Path::new(&format!("/proc/{process}/task"))).unwrap_or_default();
    let lists = threads.iter().filter_map(|thread| fsx::read(&thread.path().join("children")).ok());
    let mut found = Vec::new();
    for list in lists {
        let text = String::from_utf8_lossy(&list).into_owned();
        found.extend(text.split_whitespace().filter_map(|number| number.parse::<u32>().ok()));
    }
    found
}

fn field(file: &Path, name: &str) -> Option<u64> {
    let content = fsx::read(file).ok()?;
    let text = String::from_utf8_lossy(&content);
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
