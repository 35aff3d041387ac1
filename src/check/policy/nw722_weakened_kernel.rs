//! NW722: a protection of the kernel is off.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW722",
    name: "weakened-kernel",
    severity: Severity::Warning,
    summary: "A protection of the kernel is switched off",
    explain: Explain {
        what: "A value in `boot.kernel.sysctl` that takes a protection away which NixOS has by default:\n\
`kernel.randomize_va_space` below 2, `fs.protected_hardlinks` or `fs.protected_symlinks` 0,\n\
`net.ipv4.tcp_syncookies` 0, and `accept_source_route` 1.",
        why: "Each of them stops a whole class of attacks and costs next to nothing, as the CIS benchmarks and the\n\
kernel's own documentation say.",
        example: r#"boot.kernel.sysctl."kernel.randomize_va_space" = 0;"#,
        instead: r#"boot.kernel.sysctl."kernel.randomize_va_space" = 2;"#,
    },
    check: Check::Known(check),
};

/// Settings, and the values that are weaker than what NixOS has by default.
const WEAK: &[(&str, &[&str])] = &[
    ("fs.protected_hardlinks", &["0", "false"]),
    ("fs.protected_symlinks", &["0", "false"]),
    ("kernel.randomize_va_space", &["0", "1", "false"]),
    ("net.ipv4.conf.all.accept_source_route", &["1", "true"]),
    ("net.ipv4.conf.default.accept_source_route", &["1", "true"]),
    ("net.ipv4.tcp_syncookies", &["0", "false"]),
    ("net.ipv6.conf.all.accept_source_route", &["1", "true"]),
    ("net.ipv6.conf.default.accept_source_route", &["1", "true"]),
];

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let Some(set) = there(&host.evaluated.facts.sysctl) else { continue };
        for (name, weak) in WEAK {
            let Some(Some(value)) = set.get(*name) else { continue };
            if weak.contains(&value.as_str()) {
                let option = option(&["boot", "kernel", "sysctl", name]);
                let place = known.at_option(host.name, &[&option]);
                let message = format!("{name} is {value}, which takes a protection away");
                known.report(sink, host.name, &place, message);
            }
        }
    }
}
