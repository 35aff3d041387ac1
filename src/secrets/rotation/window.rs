//! When a value may change: `Sun 03:00-04:00`, or `03:00-04:00` on every day; in UTC.

use std::str::FromStr;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// The first of January 1970 was a Thursday.
const FIRST: u64 = 4;

const DAY: u64 = 86_400;

/// Such a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    day: Option<u64>,
    /// Seconds of the day.
    from: u64,
    until: u64,
    text: String,
}

impl Window {
    /// Whether it is now, in seconds since 1970. One that ends before it begins goes past midnight.
    pub fn contains(&self, now: u64) -> bool {
        let (today, time) = ((now / DAY + FIRST) % 7, now % DAY);
        let is_on = |day: u64| self.day.is_none_or(|wanted| wanted == day);
        if self.from < self.until {
            return is_on(today) && (self.from..self.until).contains(&time);
        }
        is_on(today) && time >= self.from || is_on((today + 6) % 7) && time < self.until
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} UTC", self.text)
    }
}

impl FromStr for Window {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "`rotate.window` should be such as `Sun 03:00-04:00`".to_owned();
        let (day, times) = match text.split_once(' ') {
            Some((day, times)) => {
                let day = DAYS.iter().position(|name| *name == day).ok_or_else(wrong)?;
                (Some(day as u64), times)
            }
            None => (None, text),
        };
        let (from, until) = times.split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| -> Option<u64> {
            let (hours, minutes) = text.split_once(':')?;
            let digits = |text: &str| text.len() == 2 && text.bytes().all(|it| it.is_ascii_digit());
            if !digits(hours) || !digits(minutes) {
                return None;
            }
            let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)
        };
        let (from, until) = time(from).zip(time(until)).ok_or_else(wrong)?;
        if from == until {
            return Err(wrong());
        }
        Ok(Self { day, from, until, text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_midnight() {
        let sunday: Window = "Sun 03:00-04:00".parse().unwrap();
        // 1970-01-04 was a Sunday.
        let at = |day: u64, hour: u64| day * DAY + hour * 3600;
        assert!(sunday.contains(at(3, 3)));
        assert!(!sunday.contains(at(3, 4)) && !sunday.contains(at(2, 3)));
        let late: Window = "Sat 23:00-01:00".parse().unwrap();
        assert!(late.contains(at(2, 23)) && late.contains(at(3, 0)) && !late.contains(at(2, 0)));
        let daily: Window = "03:00-04:00".parse().unwrap();
        assert!((0..7).all(|day| daily.contains(at(day, 3)) && !daily.contains(at(day, 5))));
        for wrong in ["", "Sun", "Sun 3:00-4:00", "Son 03:00-04:00", "03:00-03:00", "03:00-24:00"] {
            assert!(wrong.parse::<Window>().is_err(), "{wrong}");
        }
    }
}
