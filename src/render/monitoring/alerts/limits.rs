//! Limits that differ from host to host.

use crate::model::fleet::{Budgets, Fleet, Host, Role};

/// A limit that the inventory may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum Limit {
    /// Series of a host.
    Series,
    /// Seconds to boot.
    Boot,
    /// The share of time in which everything waits for memory.
    Memory,
    /// The share of time in which everything waits for disks.
    Io,
    /// The share of a file system that stays free.
    Full,
}

impl Limit {
    /// What holds for a host of which the inventory says nothing.
    pub(super) const fn usual(self, role: Option<Role>) -> f64 {
        match (self, role) {
            (Self::Series, _) => 15_000.0,
            // Pools are imported, and dozens of disks spin up.
            (Self::Boot, Some(Role::Nas)) => 180.0,
            (Self::Boot, _) => 90.0,
            (Self::Memory, _) => 0.10,
            (Self::Io, _) => 0.30,
            (Self::Full, _) => 0.10,
        }
    }

    /// What holds for a host.
    pub(super) fn of(self, fleet: &Fleet, host: &Host) -> f64 {
        let mut said = [&host.budgets, &fleet.budgets].into_iter().flatten();
        let said = said.find_map(|budgets| self.said(budgets));
        said.unwrap_or_else(|| self.usual(host.role))
    }

    fn said(self, budgets: &Budgets) -> Option<f64> {
        match self {
            Self::Series => budgets.series.map(f64::from),
            Self::Boot => budgets.boot.map(|span| seconds(span.seconds())),
            Self::Memory => budgets.memory_pressure,
            Self::Io => budgets.io_pressure,
            Self::Full => None,
        }
    }
}

/// Seconds as a number that may be multiplied: nobody says more than fit.
#[expect(clippy::cast_precision_loss, reason = "2^53 seconds are 285 million years")]
pub(super) const fn seconds(seconds: u64) -> f64 {
    seconds as f64
}

/// A number as it is written in an expression, without what binary fractions add to it.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(1.0 - 0.9), "0.1");
        assert_eq!(number(15_000.0), "15000");
        assert_eq!(number(0.000_5), "0.0005");
    }
}
