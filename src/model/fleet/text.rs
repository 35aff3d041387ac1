//! Strings and numbers that mean something.
//!
//! A word of the JSON Schema says what: `format` how it is written, `x-names` what it must be the
//! name of. `flake::inventory` checks both, so that all mistakes of a file are found in one pass.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

macro_rules! texts {
    ($keyword:literal: $($(#[$doc:meta])* $name:ident $value:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text as it stands in the inventory.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", $keyword: $value })
            }
        }
    )*};
}

texts! { "format":
    /// A path from the root of the host.
    AbsolutePath "absolute-path"
    /// A host name or IP address to connect to, without user or port.
    Address "address"
    /// A network, such as `192.0.2.0/24`.
    Cidr "cidr"
    /// A mail address.
    Email "email"
    /// The name of a Prometheus exporter, as NixOS spells it.
    ExporterName "exporter"
    /// An ssh-ed25519 public key: `ssh-ed25519 AAAA...`.
    HostKey "ssh-host-key"
    /// An `http://` or `https://` URL without account or password.
    HttpUrl "http-url"
    /// An address with prefix length, such as `192.0.2.10/24`.
    InterfaceAddress "interface-address"
    /// An IP address.
    Ip "ip"
    /// A hardware address, such as `00:00:5e:00:53:01`.
    Mac "mac"
    /// A public key: ssh or age.
    PublicKey "public-key"
    /// A path inside the flake, relative to its root.
    RelativePath "relative-path"
    /// A NixOS release, such as `26.05`.
    Release "release"
    /// Where a backup repository is, without account or password.
    RepositoryUrl "repository-url"
    /// The code of a rule, such as `NW401`.
    RuleCode "rule-code"
    /// The name of a secret: its rule in secrets.nix, with or without `.age`.
    SecretName "secret-name"
    /// A time of day, `HH:MM`.
    TimeOfDay "time-of-day"
    /// A time zone by its IANA name.
    Timezone "timezone"
}

texts! { "x-names":
    /// The name of a feature flag.
    NamesFeature "features"
    /// The name of a host.
    NamesHost "hosts"
    /// The name of a host, or `@` and a tag.
    NamesHostOrTag "hosts or @tags"
    /// The name of a segment, a network, or `anywhere`.
    NamesOrigin "segments or networks"
    /// The name of a backup repository.
    NamesRepository "repositories"
    /// The name of a segment.
    NamesSegment "segments"
    /// The name of a site.
    NamesSite "sites"
    /// The name of a wave.
    NamesWave "waves"
}

/// A day, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day in the calendar.
    pub fn civil(self) -> jiff::civil::Date {
        self.0
    }
}

impl FromStr for Date {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The crate reads more forms than one; the inventory has one.
        let shape = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date = text.parse().ok().filter(|_| shape);
        date.map(Self).ok_or("a day of the calendar as YYYY-MM-DD")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A length of time: seconds, or a number with `s`, `m`, `h`, `d` or `w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "NumberOrText", into = "u64")]
pub struct TimeSpan {
    seconds: u64,
}

impl TimeSpan {
    /// Its length in seconds.
    pub const fn seconds(self) -> u64 {
        self.seconds
    }
}

impl FromStr for TimeSpan {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit = match text.bytes().last() {
            Some(b's') => 1,
            Some(b'm') => 60,
            Some(b'h') => 3600,
            Some(b'd') => 86_400,
            Some(b'w') => 604_800,
            _ => return Err("a number of seconds, or one with a unit: 90s, 5m, 2h, 30d, 1w"),
        };
        let number = text.get(..text.len() - 1).and_then(plain_number);
        let seconds = number.and_then(|number| number.checked_mul(unit));
        seconds.map(|seconds| Self { seconds }).ok_or("a whole number before the unit, such as 5m")
    }
}

impl From<TimeSpan> for u64 {
    fn from(span: TimeSpan) -> Self {
        span.seconds
    }
}

impl TryFrom<NumberOrText> for TimeSpan {
    type Error = &'static str;

    fn try_from(value: NumberOrText) -> Result<Self, Self::Error> {
        match value {
            NumberOrText::Number(seconds) => Ok(Self { seconds }),
            NumberOrText::Text(text) => text.parse(),
        }
    }
}

impl JsonSchema for TimeSpan {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TimeSpan".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "format": "time-span", "minimum": 0 })
    }
}

/// A number of hosts, or a part of them in percent: `3` or `10%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "NumberOrText", into = "NumberOrText")]
pub enum Share {
    /// So many hosts.
    Hosts(u64),
    /// So many of a hundred hosts; at most 100.
    Percent(u8),
}

impl FromStr for Share {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let percent = text.strip_suffix('%').and_then(plain_number);
        match percent.and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= 100) {
            Some(percent) => Ok(Self::Percent(percent)),
            None => Err("a number of hosts, or a percentage from 0% to 100%"),
        }
    }
}

impl TryFrom<NumberOrText> for Share {
    type Error = &'static str;

    fn try_from(value: NumberOrText) -> Result<Self, Self::Error> {
        match value {
            NumberOrText::Number(hosts) => Ok(Self::Hosts(hosts)),
            NumberOrText::Text(text) => text.parse(),
        }
    }
}

impl From<Share> for NumberOrText {
    fn from(share: Share) -> Self {
        match share {
            Share::Hosts(hosts) => Self::Number(hosts),
            Share::Percent(percent) => Self::Text(format!("{percent}%")),
        }
    }
}

impl JsonSchema for Share {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "format": "share", "minimum": 0 })
    }
}

/// What stands in the file where a number may carry a unit.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NumberOrText {
    Number(u64),
    Text(String),
}

/// Digits only: `parse` alone would take a sign.
fn plain_number(text: &str) -> Option<u64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_seconds_or_carry_a_unit() {
        let seconds = |text: &str| text.parse::<TimeSpan>().map(TimeSpan::seconds).ok();
        assert_eq!(seconds("90s"), Some(90));
        assert_eq!(seconds("5m"), Some(300));
        assert_eq!(seconds("2h"), Some(7200));
        assert_eq!(seconds("30d"), Some(2_592_000));
        assert_eq!(seconds("1w"), Some(604_800));
        for bad in ["", "s", "5", "+5m", "-5m", "5 m", "1.5h", "99999999999999999999d", "5µ"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
        assert_eq!(serde_json::from_str::<TimeSpan>("300").unwrap().seconds(), 300);
        assert!(serde_json::from_str::<TimeSpan>("-1").is_err());
    }

    #[test]
    fn shares_are_counts_or_percentages() {
        assert_eq!("10%".parse(), Ok(Share::Percent(10)));
        for bad in ["", "%", "101%", "10", "-1%", "300%"] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Share>("3").unwrap(), Share::Hosts(3));
    }

    #[test]
    fn dates_have_one_form() {
        assert_eq!("2027-12-31".parse::<Date>().unwrap().to_string(), "2027-12-31");
        for bad in ["2027-02-30", "2027-1-1", "20271231", "2027-12-31T00:00", "+002027-12-31", ""] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }
}
