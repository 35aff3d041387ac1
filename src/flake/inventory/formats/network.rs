//! Addresses, networks and URLs.

use std::net::IpAddr;

use super::{Verdict, complain, expected, is_digits};

/// Address and prefix length, the length in bounds.
pub(super) fn prefixed(text: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = length.parse().ok().filter(|length| *length <= most)?;
    Some((address, length))
}

pub(super) fn network(text: &str) -> Verdict {
    let Some((address, length)) = prefixed(text) else {
        return Err(expected("a network, such as 192.0.2.0/24"));
    };
    let first = first_of(address, length);
    if first == address {
        return Ok(());
    }
    complain(
        &format!("{text} is an address in a network, not a network"),
        &format!("did you mean `{first}/{length}`?"),
    )
}

/// The address with all bits after the prefix cleared.
fn first_of(address: IpAddr, length: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

pub(super) fn address(text: &str) -> Verdict {
    if text.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    if text.contains('@') {
        return complain("the user is part of this address", "put it into `target.user`");
    }
    if text.rsplit_once(':').is_some_and(|(_, port)| is_digits(port)) {
        return complain("the port is part of this address", "put it into `target.port`");
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(fits) {
        return Ok(());
    }
    Err(expected("a host name or an IP address"))
}

pub(super) fn is_mac(text: &str) -> bool {
    let pair = |pair: &str| pair.len() == 2 && pair.chars().all(|c| c.is_ascii_hexdigit());
    text.split(':').count() == 6 && text.split(':').all(pair)
}

pub(super) fn http_url(text: &str) -> Verdict {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |rest: &str| {
        !rest.starts_with('/') && !rest.is_empty() && !rest.contains(char::is_whitespace)
    };
    if !rest.is_some_and(fits) {
        return Err(expected("an http:// or https:// URL"));
    }
    credentials(text)
}

/// No URL may hold a password: the inventory can be read by everybody who reads the flake.
pub(super) fn credentials(text: &str) -> Verdict {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let account = authority.rsplit_once('@').map_or("", |(account, _)| account);
    if account.contains(':') {
        return complain(
            "this URL holds a password",
            "keep account and password in a secret and name that in `secret`",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{check, tests::fits};

    #[test]
    fn addresses() {
        fits("ip", &["192.0.2.1", "2001:db8::1"], &["192.0.2", "192.0.2.256", "nas", ""]);
        fits(
            "cidr",
            &["192.0.2.0/24", "0.0.0.0/0", "::/0", "2001:db8::/32", "192.0.2.1/32"],
            &["192.0.2.1/24", "192.0.2.0", "192.0.2.0/33", "2001:db8::1/64", "/", "a/8"],
        );
        fits("interface-address", &["192.0.2.10/24", "2001:db8::1/64"], &["192.0.2.10", "x/1"]);
        fits(
            "mac",
            &["00:00:5e:00:53:01", "AA:bb:CC:dd:EE:ff"],
            &["00:00:5e:00:53", "0:0:5e:0:53:1", "00-00-5e-00-53-01"],
        );
        fits(
            "address",
            &["nas", "nas.example.org", "192.0.2.1", "2001:db8::1"],
            &[
                "root@nas",
                "nas:22",
                "nas.example.org:2222",
                "",
                "a b",
                "-oProxyCommand=x",
                "ssh://nas",
            ],
        );
    }

    #[test]
    fn a_network_with_host_bits_says_which_network() {
        let complaint = check("cidr", "192.0.2.77/25").err().unwrap();
        assert_eq!(complaint.help.unwrap(), "did you mean `192.0.2.0/25`?");
    }

    #[test]
    fn urls() {
        fits(
            "http-url",
            &["https://example.org", "http://nas:8000/x?y"],
            &[
                "example.org",
                "https://",
                "ftp://example.org",
                "https://a:b@example.org",
                "https:///x",
            ],
        );
        fits(
            "repository-url",
            &[
                "rest:http://nas:8000/",
                "sftp:backup@nas:/srv",
                "s3:s3.example.org/b",
                "/srv/restic",
            ],
            &["rest:https://user:pass@nas:8000/"],
        );
    }
}
