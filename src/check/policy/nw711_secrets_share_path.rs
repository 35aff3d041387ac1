//! NW711: two secrets at one place.

use std::collections::BTreeMap;

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::secrets;

pub static RULE: Rule = Rule {
    code: "NW711",
    name: "secrets-share-path",
    severity: Severity::Error,
    summary: "Two secrets of a host are put at the same place",
    explain: Explain {
        what: "Two secrets of agenix or sops-nix of a host with the same `path`.",
        why: "The one that is put there last wins, and a program reads the wrong secret.",
        example: r#"age.secrets.a.path = "/run/key"; age.secrets.b.path = "/run/key";"#,
        instead: r#"age.secrets.b.path = "/run/key-b";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let mut by_path: BTreeMap<&str, &str> = BTreeMap::new();
        for had in secrets::of(&host) {
            let Some(path) = had.secret.path.as_deref() else { continue };
            let Some(first) = by_path.insert(path, had.name) else { continue };
            let place = had.place(known, host.name, "path");
            let message =
                format!("the secrets `{first}` and `{}` are both put at {path}", had.name);
            known.report(sink, host.name, &place, message);
        }
    }
}
