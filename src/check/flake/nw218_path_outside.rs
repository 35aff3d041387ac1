//! NW218: an input that lies on this machine alone.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::reference::Reference;

pub static RULE: Rule = Rule {
    code: "NW218",
    name: "path-outside",
    severity: Severity::Warning,
    summary: "An input lies outside of the repository on this machine",
    explain: Explain {
        what: "An input at an absolute path (`path:/home/..`, `git+file:///home/..`), or at a relative one that leaves the\n\
source root.",
        why: "Nobody else has that folder, and neither have CI and the machines themselves.",
        example: r#"{
  inputs.secrets.url = "path:/home/me/secrets";
  outputs = { self, secrets }: { };
}"#,
        instead: r#"{
  inputs.secrets.url = "git+ssh://git@example.org/secrets";
  outputs = { self, secrets }: { };
}"#,
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    for input in &flake.manifest.inputs {
        let Some(reference) = &input.reference else { continue };
        if let Some(why) = outside(flake, &reference.value) {
            sink.at(reference.span, format!("the input `{}` {why}", input.name))
                .help("put it into the repository, or into one that others can reach");
        }
    }
}

fn outside(flake: &Flake<'_>, reference: &Reference) -> Option<&'static str> {
    let path = match reference.kind() {
        "path" => reference.str("path")?,
        "git" | "hg" => reference.str("url")?.strip_prefix("file:")?,
        _ => return None,
    };
    if path.starts_with('/') {
        return Some("lies on this machine alone");
    }
    flake.dir.join(path).is_none().then_some("lies outside of this repository")
}
