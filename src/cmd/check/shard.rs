//! `--shard I/N`: one of several parts of the files, and of the hosts.

use std::num::NonZeroU32;

use crate::model::finding::Finding;

/// Some files and some hosts, the same ones in every run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shard {
    /// From 0.
    index: u32,
    count: NonZeroU32,
}

impl Shard {
    /// Reads `I/N`, `I` from 1 to `N`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "expected a part of how many, such as 1/4".to_owned();
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let count: NonZeroU32 = count.parse().map_err(|_| wrong())?;
        let index = index.parse::<u32>().ok().and_then(|index| index.checked_sub(1));
        let index = index.filter(|index| *index < count.get()).ok_or_else(wrong)?;
        Ok(Self { index, count })
    }

    /// Whether a host belongs to it.
    pub(super) fn holds_host(self, name: &str) -> bool {
        hash(name.as_bytes()) % u64::from(self.count.get()) == u64::from(self.index)
    }

    /// Whether a finding belongs to it.
    pub(super) fn holds(self, finding: &Finding) -> bool {
        let of_file = |file: &String| hash(file.as_bytes()) % u64::from(self.count.get());
        finding.file.as_ref().map_or(0, of_file) == u64::from(self.index)
    }
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo): the same on every machine, as parts run on several.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
