//! Who can reach a port of a host, by its firewall.

use crate::model::facts::{Firewall, HostFacts, Listening, OpenPorts};

/// The service name of sshd.
const SSHD: &str = "openssh";

/// Whether an address is that of the host itself alone.
pub fn is_loopback(address: &str) -> bool {
    address.starts_with("127.") || matches!(address, "::1" | "[::1]" | "localhost")
}

/// Whether an address stands for all of them.
pub fn is_any(address: &str) -> bool {
    matches!(address, "" | "*" | "0.0.0.0" | "::" | "[::]")
}

/// Whether the firewall lets a port in on all interfaces; none where that is not known.
pub fn is_open(firewall: &Firewall, protocol: &str, port: u32) -> Option<bool> {
    let lets_in = |open: &OpenPorts| {
        open.interface.is_none()
            && open.protocol == protocol
            && (u32::from(open.from)..=u32::from(open.to)).contains(&port)
    };
    match (firewall.enable, firewall.others) {
        (true, _) => Some(firewall.open.iter().any(lets_in)),
        (false, true) => None,
        (false, false) => Some(true),
    }
}

/// Whether a host certainly is no container of another one.
pub fn is_machine(facts: &HostFacts) -> bool {
    matches!(facts.container.value(), Some(None | Some(false)))
}

/// The ports at which sshd answers whoever reaches any interface of the host, sorted.
pub fn ssh_ports(facts: &HostFacts) -> Vec<u32> {
    // The host around a container decides who reaches it.
    if !is_machine(facts) {
        return Vec::new();
    }
    let Some(Some(firewall)) = facts.firewall.value() else { return Vec::new() };
    let answers = |it: &&Listening| {
        it.service == SSHD
            && it.address.as_deref().is_none_or(is_any)
            && is_open(firewall, "tcp", it.port) == Some(true)
    };
    let listening = facts.listening.value().into_iter().flatten();
    let mut ports: Vec<u32> = listening.filter(answers).map(|it| it.port).collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// Ports and a verb: `port 22 is`, `ports 22, 2222 are`.
pub fn are(ports: &[u32]) -> String {
    let numbers: Vec<String> = ports.iter().map(u32::to_string).collect();
    let (s, are) = if ports.len() == 1 { ("", "is") } else { ("s", "are") };
    format!("port{s} {} {are}", numbers.join(", "))
}
