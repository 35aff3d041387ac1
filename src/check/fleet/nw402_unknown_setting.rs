//! NW402: a setting that changes nothing.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::check::table;
use crate::flake::inventory::Step;
use crate::model::finding::Severity;
use crate::tree::Resolved;

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW402",
    name: "unknown-setting",
    severity: Severity::Warning,
    summary: "A setting names a rule or file that does not exist",
    explain: Explain {
        what: "A code in `check.skip`, `check.severity` or `exemptions` of the inventory that this version of\n\
nixward does not have, and a path in `check.exclude` at which the flake has nothing.",
        why: "It changes nothing, though somebody thinks it does.",
        example: r#"{ check.skip = [ "NW999" ]; }"#,
        instead: r#"{ check.skip = [ "NW216" ]; }"#,
    },
    check: Check::Inventory(check),
};

fn check(fleet: &Fleet<'_>, sink: &mut Sink<'_>) {
    if let Some(check) = &fleet.inventory.check {
        for (index, code) in check.skip.iter().enumerate() {
            known(fleet, code.as_str(), &steps!["check", "skip", index], sink);
        }
        for code in check.severity.keys() {
            known(fleet, code.as_str(), &steps!["check", "severity", code.as_str()], sink);
        }
        for (index, path) in check.exclude.iter().enumerate() {
            there(fleet, path.as_str(), &steps!["check", "exclude", index], sink);
        }
    }
    let exemptions = fleet.inventory.fleet.iter().flat_map(|fleet| &fleet.exemptions);
    for (index, exemption) in exemptions.enumerate() {
        known(fleet, exemption.code.as_str(), &steps!["exemptions", index, "code"], sink);
    }
}

fn known(fleet: &Fleet<'_>, code: &str, steps: &[Step], sink: &mut Sink<'_>) {
    if table::find(code).is_none() {
        let draft = fleet.at(sink, steps, format!("there is no rule {code}"));
        if let Some(similar) = table::suggest(code) {
            draft.help(format!("did you mean {} ({})?", similar.code, similar.name));
        }
    }
}

fn there(fleet: &Fleet<'_>, path: &str, steps: &[Step], sink: &mut Sink<'_>) {
    let Some(full) = fleet.dir.join(path) else { return };
    if matches!(fleet.tree.resolve(&full), Ok(Resolved::Missing(_))) {
        fleet.at(sink, steps, format!("there is no {full} to exclude"));
    }
}
