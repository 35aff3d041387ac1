//! NW418: an address outside of its segment.

use std::net::IpAddr;

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW418",
    name: "address-outside-segment",
    severity: Severity::Warning,
    summary: "A fixed address does not lie in its segment",
    explain: Explain {
        what: "An address of an interface that does not lie in the `cidr` of the interface's `segment`. Where the\n\
segment has an IPv4 network, IPv6 addresses are left alone, and the other way round.",
        why: "The interface is plugged into another network than the inventory says, or the address is mistyped:\n\
either way the host is not reached.",
        example: r#"{ segments.lan.cidr = "192.0.2.0/25"; hosts.a.nics = [ { name = "e0"; segment = "lan"; addresses = [ "192.0.2.200/25" ]; } ]; }"#,
        instead: r#"{ segments.lan.cidr = "192.0.2.0/25"; hosts.a.nics = [ { name = "e0"; segment = "lan"; addresses = [ "192.0.2.20/25" ]; } ]; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, host) in &said.hosts {
        for (index, nic) in host.nics.iter().enumerate() {
            let Some(segment) = &nic.segment else { continue };
            let entry = said.segments.get(segment.as_str());
            let Some(cidr) = entry.and_then(|entry| entry.cidr.as_ref()) else { continue };
            for address in &nic.addresses {
                if lies_in(address.as_str(), cidr.as_str()) == Some(false) {
                    let message = format!("{address} does not lie in `{segment}`, which is {cidr}");
                    let steps = steps!["hosts", name.as_str(), "nics", index, "addresses"];
                    fleet.at(sink, &steps, message).host(name);
                }
            }
        }
    }
}

/// None where the two are of different families, or no addresses.
fn lies_in(address: &str, network: &str) -> Option<bool> {
    let address: IpAddr = address.split('/').next()?.parse().ok()?;
    let (network, length) = network.split_once('/')?;
    let (network, length): (IpAddr, u32) = (network.parse().ok()?, length.parse().ok()?);
    // Addresses as numbers of 128 bits, the first bits of which are compared.
    let (address, network, length) = match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(n)) => {
            (u128::from(a.to_bits()), u128::from(n.to_bits()), length.checked_add(96)?)
        }
        (IpAddr::V6(a), IpAddr::V6(n)) => (a.to_bits(), n.to_bits(), length),
        _ => return None,
    };
    let ignored = 128u32.checked_sub(length)?;
    Some((address ^ network).checked_shr(ignored).unwrap_or(0) == 0)
}

#[cfg(test)]
mod tests {
    use super::lies_in;

    #[test]
    fn the_first_bits_decide() {
        assert_eq!(lies_in("192.0.2.127/25", "192.0.2.0/25"), Some(true));
        assert_eq!(lies_in("192.0.2.128/25", "192.0.2.0/25"), Some(false));
        assert_eq!(lies_in("203.0.113.1/24", "0.0.0.0/0"), Some(true));
        assert_eq!(lies_in("2001:db8::1/64", "2001:db8::/64"), Some(true));
        assert_eq!(lies_in("2001:db8:1::1/64", "2001:db8::/64"), Some(false));
        assert_eq!(lies_in("2001:db8::1/64", "192.0.2.0/25"), None);
    }
}
