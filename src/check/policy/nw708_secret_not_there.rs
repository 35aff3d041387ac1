//! NW708: a host names a secret that is not there, as only Nix knows.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::tree::{RelPath, Resolved};

use super::secrets;

pub static RULE: Rule = Rule {
    code: "NW708",
    name: "secret-not-there",
    severity: Severity::Error,
    summary: "A host names a secret that is not there",
    explain: Explain {
        what: "A file of `age.secrets` or `sops.secrets` of an evaluated host that the flake does not see. NW513\n\
says the same of what the files alone tell; what it looks at is left to it.",
        why: "The host cannot be built.",
        example: r#"age.secrets = lib.genAttrs names (name: { file = ./secrets + "/${name}.age"; });"#,
        instead: "Make the secret, and: git add -N secrets/wifi.age",
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let told = known.discovered(host.name).map_or(&[][..], |found| &found.secrets[..]);
        for had in secrets::of(&host) {
            let Some(file) = had.secret.file.as_deref() else { continue };
            // What is not the flake's own begins with a slash.
            let Some(path) = RelPath::new(file).filter(|_| !file.starts_with('/')) else {
                continue;
            };
            let is_told = told.iter().any(|wanted| wanted.file == path);
            if is_told || !matches!(known.tree().resolve(&path), Ok(Resolved::Missing(_))) {
                continue;
            }
            let place = had.place(known, host.name, "file");
            let message = format!("the secret `{}` has no file {file}", had.name);
            known.report(sink, host.name, &place, message).help("make it, or remove the secret");
        }
    }
}
