//! How strings of the inventory are written: the values of `format` in its schema.

mod network;
mod secrets;

use std::net::IpAddr;
use std::str::FromStr;

use crate::model::fleet::{Date, Share, TimeSpan};

use network::{address, credentials, http_url, is_mac, network, prefixed};
use secrets::{host_key, public_key, secret_name};

/// What is wrong with a string, and what would be right. Never quotes it: it may be secret.
pub(super) struct Complaint {
    /// One sentence.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

type Verdict = Result<(), Complaint>;

/// Checks `text` against a format; one that is not known is fine.
pub(super) fn check(format: &str, text: &str) -> Verdict {
    let expect = |fits: bool, what: &str| if fits { Ok(()) } else { Err(expected(what)) };
    match format {
        "absolute-path" => expect(text.starts_with('/'), "a path that starts with `/`"),
        "address" => address(text),
        "cidr" => network(text),
        "date" => typed::<Date>(text),
        "email" => expect(is_email(text), "a mail address"),
        "exporter" => {
            expect(is_exporter(text), "the name of a Prometheus exporter, such as `node`")
        }
        "http-url" => http_url(text),
        "interface-address" => {
            expect(prefixed(text).is_some(), "an address with prefix length, such as 192.0.2.10/24")
        }
        "ip" => expect(text.parse::<IpAddr>().is_ok(), "an IP address, such as 192.0.2.1"),
        "mac" => expect(is_mac(text), "a hardware address, such as 00:00:5e:00:53:01"),
        "public-key" => public_key(text),
        "relative-path" => {
            expect(is_inside(text), "a path inside the flake, such as `modules/a.nix`")
        }
        "release" => expect(is_release(text), "a NixOS release, such as `26.05`"),
        "repository-url" => credentials(text),
        "rule-code" => expect(is_rule(text), "the code of a rule, such as `NW401`"),
        "secret-name" => secret_name(text),
        "share" => typed::<Share>(text),
        "ssh-host-key" => host_key(text),
        "time-of-day" => expect(is_time(text), "a time of day, such as `22:30`"),
        "time-span" => typed::<TimeSpan>(text),
        "timezone" => expect(is_timezone(text), "a time zone, such as `Europe/Vienna`"),
        _ => Ok(()),
    }
}

fn expected(what: &str) -> Complaint {
    Complaint { message: format!("expected {what}"), help: None }
}

fn complain(message: &str, help: &str) -> Verdict {
    Err(Complaint { message: message.to_owned(), help: Some(help.to_owned()) })
}

fn typed<T: FromStr<Err = &'static str>>(text: &str) -> Verdict {
    text.parse::<T>().map(drop).map_err(expected)
}

fn is_email(text: &str) -> bool {
    let fits = |part: &str| !part.is_empty() && !part.contains(['@', ' ', '<', '>', ',']);
    text.split_once('@').is_some_and(|(name, domain)| fits(name) && fits(domain))
}

fn is_exporter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_inside(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('/') && text.split('/').all(|part| part != "..")
}

fn is_release(text: &str) -> bool {
    let digits = |part: &str| part.len() == 2 && is_digits(part);
    text.split_once('.').is_some_and(|(year, month)| digits(year) && ["05", "11"].contains(&month))
}

fn is_rule(text: &str) -> bool {
    text.strip_prefix("NW").is_some_and(|number| number.len() == 3 && is_digits(number))
}

fn is_time(text: &str) -> bool {
    let below = |part: &str, most: u8| {
        part.len() == 2 && is_digits(part) && part.parse::<u8>().is_ok_and(|n| n < most)
    };
    text.split_once(':').is_some_and(|(hours, minutes)| below(hours, 24) && below(minutes, 60))
}

fn is_timezone(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    text.split('/').all(part)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[track_caller]
    pub(super) fn fits(format: &str, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(check(format, text).is_ok(), "{format} should take {text}");
        }
        for text in bad {
            assert!(check(format, text).is_err(), "{format} should refuse {text}");
        }
    }

    #[test]
    fn words() {
        fits("email", &["a@example.org"], &["a", "@b", "a@", "a@b@c", "A <a@example.org>"]);
        fits("release", &["25.11", "26.05"], &["26.5", "26.06", "26", "unstable"]);
        fits("rule-code", &["NW401"], &["NW4010", "nw401", "401", "NWabc"]);
        fits("time-of-day", &["00:00", "23:59"], &["24:00", "7:00", "12:60", "12"]);
        fits(
            "timezone",
            &["UTC", "Europe/Vienna", "America/Argentina/Buenos_Aires", "Etc/GMT+3"],
            &["", "Europe/", "+1", "a b"],
        );
        fits("relative-path", &["modules/a.nix", "./x", "a..b"], &["/etc", "../x", "a/../b", ""]);
        fits("absolute-path", &["/home"], &["home", "~/x", ""]);
        fits("exporter", &["node", "node-cert"], &["Node", "", "node exporter"]);
    }
}
