//! NW007: syntax behind an experimental feature.

use crate::check::input::Whole;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW007",
    name: "experimental-syntax",
    severity: Severity::Warning,
    summary: "Syntax that Nix only reads with an experimental feature",
    explain: Explain {
        what: "\
The pipe operators `|>` and `<|`, unless `nixConfig` of flake.nix switches the feature on. Told once for
the whole flake.",
        why: "\
Every machine that evaluates the flake must have the feature `pipe-operators` switched on; elsewhere
the file does not even parse.",
        example: "{ n = [ 1 2 ] |> builtins.length; }",
        instead: "{ n = builtins.length [ 1 2 ]; }",
    },
    check: Check::Whole(check),
};

/// What Nix calls the feature, and Lix.
const FEATURES: &[&str] = &["pipe-operators", "pipe-operator"];

fn check(whole: &Whole<'_>, sink: &mut Sink<'_>) {
    if whole.features.iter().any(|feature| FEATURES.contains(&feature.as_str())) {
        return;
    }
    if let [(file, span), more @ ..] = whole.experimental {
        let message = "the operators `|>` and `<|` need the experimental feature `pipe-operators`";
        let draft = sink.in_file(file.as_str(), Some(*span), message);
        match more.len() {
            0 => {}
            1 => {
                draft.help("one more file uses them");
            }
            more => {
                draft.help(format!("{more} more files use them"));
            }
        }
    }
}
