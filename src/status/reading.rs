//! What a host answers.

use std::collections::BTreeMap;

use crate::model::report::{DiskUse, Seen};

/// What it is asked: a POSIX sh script that changes nothing.
pub const SCRIPT: &str = include_str!("script.sh");

/// Takes in the answer; none where it does not end as the script does.
pub fn read(answer: &str) -> Option<Seen> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (key, value) in answer.lines().filter_map(|line| line.split_once('\t')) {
        values.entry(key).or_default().push(value);
    }
    values.get("end")?;
    let text = |key: &str| values.get(key)?.first().copied().filter(|text| !text.is_empty());
    let number = |key: &str| text(key)?.parse::<u64>().ok();
    let path = |key: &str| text(key).map(str::to_owned);
    let parts = ["kernel", "initrd", "kernel-modules"].into_iter();
    let waits = |part: &&str| {
        let of = |system: &str| text(&format!("{system}-{part}")).map(str::to_owned);
        of("booted").zip(of("current")).is_some_and(|(booted, current)| booted != current)
    };
    let all = |key: &str| values.get(key).into_iter().flatten().copied();
    let (current, profile) = (path("current"), path("profile"));
    Some(Seen {
        name: path("name"),
        version: path("version"),
        generation: text("generation").and_then(generation),
        generation_age: number("now")
            .zip(number("made"))
            .map(|(now, made)| now.saturating_sub(made)),
        off_profile: current.as_ref().zip(profile.as_ref()).map(|(current, own)| current != own),
        off_flake: None,
        current,
        booted: path("booted"),
        profile,
        reboot_for: parts.filter(waits).map(str::to_owned).collect(),
        failed_units: text("units").map(|_| all("failed").map(str::to_owned).collect()),
        uptime: number("uptime"),
        load: text("load").and_then(load),
        cores: number("cores"),
        disks: disks(all("disk"), all("inodes")),
    })
}

/// The number in `system-42-link`.
fn generation(link: &str) -> Option<u64> {
    link.strip_suffix("-link")?.rsplit_once('-')?.1.parse().ok()
}

fn load(text: &str) -> Option<[f64; 3]> {
    let mut numbers = text.split(' ').map(|word| word.parse::<f64>().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// A line of `df -P`: total, used and available, the share in percent, and the mount point.
struct Line<'a> {
    total: u64,
    available: u64,
    percent: Option<u64>,
    mount: &'a str,
}

/// Reads it from the share on: the name of a device may have blanks, and so may a mount point.
fn line(text: &str) -> Option<Line<'_>> {
    let words: Vec<(usize, &str)> = text
        .split_ascii_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    let is_share = |word: &str| {
        word == "-" || word.strip_suffix('%').is_some_and(|share| share.parse::<u64>().is_ok())
    };
    let at = words.iter().position(|(_, word)| is_share(word)).filter(|at| *at >= 4)?;
    let number = |back: usize| words.get(at - back)?.1.parse::<u64>().ok();
    let (start, share) = words.get(at).copied()?;
    Some(Line {
        total: number(3)?,
        available: number(1)?,
        percent: share.strip_suffix('%').and_then(|share| share.parse().ok()),
        mount: text.get(start + share.len()..)?.trim_start(),
    })
}

fn disks<'a>(
    blocks: impl Iterator<Item = &'a str>,
    inodes: impl Iterator<Item = &'a str>,
) -> Vec<DiskUse> {
    let inodes: BTreeMap<&str, Line<'_>> =
        inodes.filter_map(line).map(|line| (line.mount, line)).collect();
    let used = |mount: &str| {
        let line = inodes.get(mount).filter(|line| line.total > 0)?;
        line.percent
    };
    let mut disks: Vec<DiskUse> = blocks
        .filter_map(line)
        .map(|line| DiskUse {
            mount: line.mount.to_owned(),
            size: line.total.saturating_mul(1024),
            available: line.available.saturating_mul(1024),
            used_percent: line.percent.unwrap_or(0),
            inodes_percent: used(line.mount),
        })
        .collect();
    disks.sort_by(|a, b| a.mount.cmp(&b.mount));
    disks.dedup_by(|a, b| a.mount == b.mount);
    disks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read() {
        let answer = "now\t1000\nmade\t400\ngeneration\tsystem-42-link\ncurrent\t/nix/store/b\n\
            profile\t/nix/store/a\nbooted\t/nix/store/a\nbooted-kernel\t/nix/store/k1\n\
            current-kernel\t/nix/store/k2\nbooted-initrd\t/i\ncurrent-initrd\t/i\nunits\tknown\n\
            failed\ta.service\nfailed\tb.timer\nload\t0.5 1.25 2\ncores\t4\nend\t1\n";
        let seen = read(answer).unwrap();
        assert_eq!((seen.generation, seen.generation_age), (Some(42), Some(600)));
        assert_eq!(seen.off_profile, Some(true));
        assert_eq!(seen.reboot_for, ["kernel"]);
        assert_eq!(seen.failed_units.unwrap(), ["a.service", "b.timer"]);
        assert_eq!(seen.load, Some([0.5, 1.25, 2.0]));
        assert!(read("now\t1000\n").is_none(), "cut short");
        assert_eq!(read("end\t1\n").unwrap(), Seen::default());
    }

    #[test]
    fn file_systems_are_told_whatever_their_names() {
        let blocks = [
            "Filesystem 1024-blocks Used Available Capacity Mounted on",
            "/dev/sda1 1000 900 100 90% /",
            "my disk 50% 1000 10 990 1% /mnt/my disk",
        ];
        let inodes = ["/dev/sda1 100 30 70 30% /", "pool 0 0 0 - /pool"];
        let disks = disks(blocks.into_iter(), inodes.into_iter());
        assert_eq!(disks[0].mount, "/");
        assert_eq!((disks[0].available, disks[0].used_percent), (102_400, 90));
        assert_eq!(disks[0].inodes_percent, Some(30));
    }
}
