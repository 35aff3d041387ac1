//! NW308: names that differ in case only.

use crate::check::input::Whole;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::tree::RelPath;

pub static RULE: Rule = Rule {
    code: "NW308",
    name: "case-collision",
    severity: Severity::Warning,
    summary: "Two files differ only in the case of their names",
    explain: Explain {
        what: "Two paths of the flake that are the same but for the case of letters.",
        why: "A clone on macOS holds only one of the two, and the flake has another hash there.",
        example: "hosts/Web.nix beside hosts/web.nix",
        instead: "hosts/web.nix alone",
    },
    check: Check::Whole(check),
};

fn check(whole: &Whole<'_>, sink: &mut Sink<'_>) {
    let mut folded: Vec<(String, &RelPath)> =
        whole.files.iter().map(|path| (path.as_str().to_lowercase(), path)).collect();
    folded.sort();
    for pair in folded.windows(2) {
        if let [(a, first), (b, second)] = pair
            && a == b
        {
            let message = format!("this differs from {first} only in the case of letters");
            sink.in_file(second.as_str(), None, message).help("rename one of the two");
        }
    }
}
