//! Sets of bytes.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    /// Every byte.
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    pub(super) fn of(byte: u8) -> Self {
        let mut set = Self::default();
        set.insert(byte);
        set
    }

    pub(super) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    pub(super) fn insert_where(&mut self, holds: impl Fn(u8) -> bool) {
        (0..=u8::MAX).filter(|byte| holds(*byte)).for_each(|byte| self.insert(byte));
    }

    pub(super) fn contains(self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] & 1 << (byte % 64) != 0
    }

    pub(super) fn negated(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn intersects(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    /// The bytes as runs, first and last.
    pub(super) fn ranges(self) -> Vec<(u8, u8)> {
        let mut ranges: Vec<(u8, u8)> = Vec::new();
        for byte in (0..=u8::MAX).filter(|byte| self.contains(*byte)) {
            match ranges.last_mut() {
                Some(range) if range.1.checked_add(1) == Some(byte) => range.1 = byte,
                _ => ranges.push((byte, byte)),
            }
        }
        ranges
    }
}
