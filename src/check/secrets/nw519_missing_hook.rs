//! NW519: a rule names an executable for a rotation that is none.

use super::at;
use crate::check::input::Rotating;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::secrets::Hook;
use crate::tree::{EntryKind, RelPath, Resolved, Tree};

pub static RULE: Rule = Rule {
    code: "NW519",
    name: "missing-hook",
    severity: Severity::Error,
    summary: "A rotation names an executable that is none",
    explain: Explain {
        what: "A hook of `rotate` in `secrets.nix` that is not in the repository, or not executable.",
        why: "Hooks are named from the top level of the repository and run as they stand there. A rotation that\n\
meets a missing one waits half-way until it is mended.",
        example: "rotate = { kind = \"password\"; verifier.apply = \"hooks/grafana\"; verify.hook = \"hooks/grafna\"; };",
        instead: "rotate = { kind = \"password\"; verifier.apply = \"hooks/grafana\"; verify.hook = \"hooks/grafana\"; };",
    },
    check: Check::Rotations(check),
};

fn check(rotating: &Rotating<'_>, sink: &mut Sink<'_>) {
    for hook in &rotating.rotations.hooks {
        if let Some((why, help)) = wrong(rotating.tree, hook) {
            let message =
                format!("the rotation of {} names {}, which {why}", hook.secret, hook.path);
            at(sink, hook.at.as_ref(), &hook.secret, message).help(help);
        }
    }
}

/// Why it cannot be run, and the way out; none where it can, or where that is not known.
fn wrong(tree: &Tree, hook: &Hook) -> Option<(&'static str, String)> {
    let Some(path) = RelPath::new(&hook.path) else {
        return Some(("leads out of the repository", "name a file of the repository".to_owned()));
    };
    match tree.resolve(&path).ok()? {
        Resolved::Found(_, EntryKind::File { executable: true }) => None,
        Resolved::Found(found, EntryKind::File { .. }) => {
            Some(("is not executable", format!("chmod +x {found}")))
        }
        Resolved::Found(..) => Some(("is no file", "name an executable file".to_owned())),
        // It lies there, and git does not know it: whoever has the file can rotate.
        Resolved::Missing(missing) if tree.hidden(&missing).ok()?.is_some() => None,
        Resolved::Missing(_) => Some((
            "is not there",
            "hooks are named from the top level of the repository".to_owned(),
        )),
        Resolved::Leaves { .. } => {
            Some(("leads out of the repository", "name a file of the repository".to_owned()))
        }
        Resolved::Loop(_) => Some(("is a link to itself", "name an executable file".to_owned())),
    }
}
