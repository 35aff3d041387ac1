//! NW305: a folder without default.nix.

use crate::check::input::Placed;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW305",
    name: "no-default-nix",
    severity: Severity::Error,
    summary: "A folder is imported that has no default.nix",
    explain: Explain {
        what: "A path literal to a folder in `imports`, `import`, `callPackage` or a host's `modules`, where the folder\n\
holds no `default.nix`.",
        why: "Nix reads the `default.nix` of a folder, and fails where there is none.",
        example: "{ imports = [ ./services ]; }",
        instead: "{ imports = [ ./services/web.nix ./services/mail.nix ]; }",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::NoDefault(folder) => Some((format!("the folder {folder} has no default.nix"), None)),
        _ => None,
    });
}
