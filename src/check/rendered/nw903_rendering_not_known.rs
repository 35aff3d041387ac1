//! NW903: what was rendered cannot be told.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::rendered::Rendered;

pub static RULE: Rule = Rule {
    code: "NW903",
    name: "rendering-not-known",
    severity: Severity::Error,
    summary: "What was rendered, or would be, cannot be told",
    explain: Explain {
        what: "A manifest.json in `render.dir` that cannot be read, or an inventory that was rendered and no\n\
longer can be: what it says is right by itself and does not go together.",
        why: "Neither an edit by hand nor a file that is out of date would be found, and `nixward render`\n\
fails.",
        example: "modules/_rendered/manifest.json with the marks of a merge conflict",
        instead: "Take one side with git, and run `nixward render`",
    },
    check: Check::Rendered(check),
};

fn check(rendered: &Rendered, sink: &mut Sink<'_>) {
    if let Some(problem) = &rendered.problem {
        sink.in_file(rendered.manifest.as_str(), None, problem.clone())
            .help("what is to be done: nixward render --check");
    }
}
