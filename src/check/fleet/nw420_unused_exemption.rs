//! NW420: an exemption that accepts nothing.

use crate::check::input::Run;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW420",
    name: "unused-exemption",
    severity: Severity::Info,
    summary: "An exemption of the inventory accepts nothing",
    explain: Explain {
        what: "An entry of `exemptions` that still holds, whose rule ran and saw all it looks at, and which\n\
accepted no finding.",
        why: "What it accepted is gone; it would hide the next such finding.",
        example: r#"{ exemptions = [ { code = "NW703"; host = "lab"; reason = "no uplink"; } ]; } and a firewall that is on"#,
        instead: "{ exemptions = [ ]; }",
    },
    check: Check::Run(check),
};

fn check(run: &Run<'_>, sink: &mut Sink<'_>) {
    let Some(inventory) = run.inventory else { return };
    for index in run.idle {
        let all = inventory.fleet.iter().flat_map(|fleet| &fleet.exemptions);
        let Some(exemption) = all.into_iter().nth(*index) else { continue };
        // Rules over the run itself find what they find after all exemptions.
        let looked = |rule: &&Rule| {
            rule.code == exemption.code.as_str() && !matches!(rule.check, Check::Run(_))
        };
        if !run.ran.iter().copied().any(|rule| looked(&rule)) {
            continue;
        }
        let steps = steps!["exemptions", *index, "code"];
        let message = format!("{} finds nothing here any more", exemption.code);
        let draft = match inventory.spots.find(&steps) {
            Some(spot) => sink.in_file(spot.file.as_str(), Some(spot.span), message),
            None => sink.in_file(inventory.file.as_str(), None, message),
        };
        draft.help("remove it");
        if let Some(host) = &exemption.host {
            draft.host(host.as_str());
        }
    }
}
