//! NW709: a secret that everybody on the host can read.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::secrets;

pub static RULE: Rule = Rule {
    code: "NW709",
    name: "secret-for-everybody",
    severity: Severity::Warning,
    summary: "A secret can be read by everybody on the host",
    explain: Explain {
        what: "A secret of agenix or sops-nix with a `mode` that lets all users of the host read it.",
        why: "Any program that is taken over on the host has the secret, whatever user it runs as.",
        example: r#"age.secrets.wifi.mode = "0444";"#,
        instead: r#"age.secrets.wifi = { mode = "0400"; owner = "wpa_supplicant"; };"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        for had in secrets::of(&host) {
            let Some(mode) = had.secret.mode.as_deref() else { continue };
            let bits = u32::from_str_radix(mode, 8);
            if bits.is_ok_and(|bits| bits & EVERYBODY_READS != 0) {
                let place = had.place(known, host.name, "mode");
                let message = format!(
                    "everybody on the host can read the secret `{}` (mode {mode})",
                    had.name
                );
                let help = "give it to the user who needs it: owner, and mode 0400";
                known.report(sink, host.name, &place, message).help(help);
            }
        }
    }
}

/// The bit of a mode that lets all users read.
const EVERYBODY_READS: u32 = 0o4;
