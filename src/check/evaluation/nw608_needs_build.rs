//! NW608: an evaluation needs a build.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::facts::ErrorKind;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW608",
    name: "needs-build",
    severity: Severity::Warning,
    summary: "Evaluating a host has to build something first",
    explain: Explain {
        what: "Import from derivation: a value that Nix reads out of something it would have to build. Without\n\
`--allow-build` nothing is built, and what rests on that value is not known.",
        why: "Every evaluation waits for the build, also where only a check or a list of hosts is wanted.",
        example: r#"import (pkgs.runCommand "ports.nix" { } "echo 80 > $out")"#,
        instead: "The value itself in the flake",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let errors = host.errors().into_iter();
        for error in errors.filter(|error| error.kind == ErrorKind::NeedsBuild) {
            let what = derivation(&error.message).unwrap_or("something");
            let place = known.at_error(host.name, error);
            let message = format!("evaluating this has to build {what} first");
            known.report(sink, host.name, &place, message).help("--allow-build builds it");
        }
    }
}

/// The name of the derivation that a text of Nix names.
fn derivation(text: &str) -> Option<&str> {
    let path = text.split('\'').find(|part| part.contains(".drv"))?;
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let (_, name) = name.split_once('-')?;
    name.split_once(".drv").map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::derivation;

    #[test]
    fn a_derivation_is_named_without_its_hash() {
        let text = "cannot build '/nix/store/0abc-ports.nix.drv' during evaluation because the option \
                    'allow-import-from-derivation' is disabled";
        assert_eq!(derivation(text), Some("ports.nix"));
        assert_eq!(derivation("cannot build"), None);
    }
}
