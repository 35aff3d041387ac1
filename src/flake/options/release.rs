//! Releases of NixOS, and what is known of the time that a nixpkgs is from.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A release such as 25.11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// Of this century.
    pub year: u8,
    /// From 1.
    pub month: u8,
}

/// What a nixpkgs is as new as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A release, or a revision of its branch.
    Release(Release),
    /// The development branch on this day.
    Day(Date),
}

impl FromStr for Release {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('.').ok_or(())?;
        let number = |text: &str| {
            let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            if is_plain { text.parse::<u8>().map_err(|_| ()) } else { Err(()) }
        };
        let release = Self { year: number(year)?, month: number(month)? };
        if (1..=12).contains(&release.month) { Ok(release) } else { Err(()) }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}.{:02}", self.year, self.month)
    }
}

impl Release {
    /// The release that the development branch becomes after a day: in May and November.
    pub fn after(day: Date) -> Self {
        let year = u8::try_from((day.year() - 2000).clamp(0, 99)).unwrap_or(0);
        match day.month() {
            1..=5 => Self { year, month: 5 },
            6..=11 => Self { year, month: 11 },
            _ => Self { year: year + 1, month: 5 },
        }
    }

    /// The last day of its month, by which the development branch has all that the release has: a
    /// release branches off in the month that names it.
    fn end(self) -> Date {
        let month = i8::try_from(self.month).unwrap_or(12);
        let first = Date::new(2000 + i16::from(self.year), month, 1).unwrap_or(Date::MAX);
        first.last_of_month()
    }
}

impl Moment {
    /// Whether a nixpkgs of this moment certainly has what a release had already.
    pub fn is_since(self, release: Release) -> bool {
        match self {
            Self::Release(own) => own >= release,
            Self::Day(day) => day >= release.end(),
        }
    }

    /// Whether it certainly has what the development branch had on a day.
    pub fn is_since_day(self, day: Date) -> bool {
        match self {
            Self::Release(own) => {
                // Branched off after that day; the first of the month is before any branching.
                own.end().first_of_month() > day
            }
            Self::Day(own) => own >= day,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(release) => write!(f, "NixOS {release}"),
            Self::Day(day) => write!(f, "the nixpkgs of {day}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, Release};

    #[test]
    fn a_day_leads_to_a_release() {
        let after = |day: &str| Release::after(day.parse().unwrap()).to_string();
        assert_eq!(
            ["2026-05-31", "2026-06-01", "2026-12-01"].map(after),
            ["26.05", "26.11", "27.05"]
        );
    }

    #[test]
    fn a_branch_off_counts_from_its_month() {
        let release = |text: &str| text.parse::<Release>().unwrap();
        let day = |text: &str| Moment::Day(text.parse().unwrap());
        assert!("25.1".parse::<Release>().is_err() && "25.13".parse::<Release>().is_err());
        assert!("nixos".parse::<Release>().is_err());
        assert!(day("2025-12-01").is_since(release("25.11")));
        assert!(!day("2025-11-20").is_since(release("25.11")));
        assert!(Moment::Release(release("26.05")).is_since(release("25.11")));
        let used = "2026-08-31".parse().unwrap();
        assert!(Moment::Release(release("26.11")).is_since_day(used));
        assert!(!Moment::Release(release("26.05")).is_since_day(used));
        assert!(day("2026-09-01").is_since_day(used));
    }
}
