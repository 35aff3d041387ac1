//! NW607: an option is gone.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::said;

pub static RULE: Rule = Rule {
    code: "NW607",
    name: "removed-option",
    severity: Severity::Error,
    summary: "An option is gone, and a module still sets it",
    explain: Explain {
        what: "A definition of an option that NixOS has removed, in each file that still sets it, with what NixOS\n\
says to do in its place.",
        why: "NixOS does not build the host as long as it is set.",
        example: r#"networking.hostConf = "multi on";"#,
        instead: r#"environment.etc."host.conf".text = "multi on";"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let failed = host.evaluated.facts.assertions.value().into_iter().flatten();
        for removed in failed.filter_map(|text| said::removed(text)) {
            for file in &removed.files {
                let whose = said::whose(known.own(file).as_ref(), file);
                let message = format!("`{}` is gone and has no effect{whose}", removed.option);
                let place = known.at_file(host.name, Some(file), removed.option);
                let draft = known.report(sink, host.name, &place, message);
                if !removed.instead.is_empty() {
                    draft.help(removed.instead);
                }
            }
        }
    }
}
