//! NW301: a path that leads to nothing.

use crate::check::input::Placed;
use crate::check::reach::Reached;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::tree::RelPath;

use super::each_lead;
use super::leads::Lead;

pub static RULE: Rule = Rule {
    code: "NW301",
    name: "missing-file",
    severity: Severity::Error,
    summary: "A file is imported or read that does not exist",
    explain: Explain {
        what: "A path literal in `imports = [ .. ]`, `import`, `callPackage`, `modules = [ .. ]` of a host, `readFile` and\n\
the like, where the flake has nothing of that name. Paths that are only named are left alone, and so\n\
are all paths of a file that itself looks whether something exists (`pathExists`, `tryEval`).",
        why: "Whatever needs the file fails to evaluate.",
        example: "{ imports = [ ./hardware-configuraton.nix ]; }",
        instead: "{ imports = [ ./hardware-configuration.nix ]; }",
    },
    check: Check::Placed(check),
};

fn check(file: &Placed<'_>, sink: &mut Sink<'_>) {
    each_lead(file, sink, |lead| match lead {
        Lead::Nothing(path) if !is_generated(file, path) => {
            Some((format!("there is no {path}"), None))
        }
        _ => None,
    });
}

/// Whether the installer writes the file beside this one, which nothing here imports.
fn is_generated(file: &Placed<'_>, path: &RelPath) -> bool {
    path.file_name() == Some("hardware-configuration.nix")
        && file.reach.of_file(file.path) < Reached::Named
}
