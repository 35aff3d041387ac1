//! What is not as it should be.

use crate::model::report::Seen;

/// A file system that is used more than this, in percent, is told.
const FULL: u64 = 90;

/// More processes per processor than this, for a quarter of an hour, are told.
const BUSY: f64 = 2.0;

/// Failed units that are named; of the others it is told how many there are.
const NAMED: usize = 3;

/// Notes whether another system runs than the one of this store path, which the flake describes.
pub fn off_flake(seen: &mut Seen, system: &str) {
    seen.off_flake = seen.current.as_ref().map(|current| current != system);
}

/// All of it, the worst first, each a few words.
pub fn problems(host: &str, seen: &Seen) -> Vec<String> {
    let mut problems = Vec::new();
    if let Some(units) = seen.failed_units.as_ref().filter(|units| !units.is_empty()) {
        let named = units.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = units.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        problems.push(format!("failed: {named}{more}"));
    }
    for disk in &seen.disks {
        let percent = [Some(disk.used_percent), disk.inodes_percent];
        for (percent, what) in percent.into_iter().zip(["", " of its inodes"]) {
            if let Some(percent) = percent.filter(|percent| *percent > FULL) {
                problems.push(format!("{} is {percent} %{what} full", disk.mount));
            }
        }
    }
    if !seen.reboot_for.is_empty() {
        problems.push(format!("waits for a reboot: {}", seen.reboot_for.join(", ")));
    }
    if seen.off_profile == Some(true) {
        problems.push("another system runs than that of its current generation".to_owned());
    }
    if seen.off_flake == Some(true) {
        problems.push("another system runs than the flake describes".to_owned());
    }
    if seen.current.is_none() {
        problems.push("no NixOS runs there".to_owned());
    }
    if let Some(name) = seen.name.as_ref().filter(|name| *name != host) {
        problems.push(format!("it calls itself {name}"));
    }
    if let (Some([.., long]), Some(cores)) = (seen.load, seen.cores)
        && long > BUSY * f64::from(u32::try_from(cores).unwrap_or(u32::MAX))
    {
        problems.push(format!("load {long} on {cores} processors"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::report::DiskUse;

    #[test]
    fn a_healthy_host_has_no_problem() {
        let mut seen = Seen {
            name: Some("web".into()),
            current: Some("/nix/store/a".into()),
            failed_units: Some(Vec::new()),
            load: Some([9.0, 9.0, 3.0]),
            cores: Some(2),
            ..Seen::default()
        };
        off_flake(&mut seen, "/nix/store/a");
        assert!(problems("web", &seen).is_empty());
        off_flake(&mut seen, "/nix/store/b");
        seen.load = Some([0.0, 0.0, 4.5]);
        seen.disks.push(DiskUse {
            mount: "/".into(),
            size: 1,
            available: 0,
            used_percent: 97,
            inodes_percent: Some(95),
        });
        seen.failed_units = Some(["a", "b", "c", "d"].map(str::to_owned).to_vec());
        assert_eq!(
            problems("web", &seen),
            [
                "failed: a, b, c and 1 more",
                "/ is 97 % full",
                "/ is 95 % of its inodes full",
                "another system runs than the flake describes",
                "load 4.5 on 2 processors",
            ]
        );
    }
}
