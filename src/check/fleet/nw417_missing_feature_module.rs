//! NW417: a feature without its module.

use crate::check::input::Fleet;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::fleet;
use crate::tree::{EntryKind, Resolved};

use super::steps;

pub static RULE: Rule = Rule {
    code: "NW417",
    name: "missing-feature-module",
    severity: Severity::Error,
    summary: "The module of a feature does not exist",
    explain: Explain {
        what: "A `module` of a feature at which the flake has nothing, and a folder there without a `default.nix`.",
        why: "Every host that has the feature on fails to evaluate.",
        example: r#"{ features.web.module = "features/wbe.nix"; }"#,
        instead: r#"{ features.web.module = "features/web.nix"; }"#,
    },
    check: Check::Fleet(check),
};

fn check(fleet: &Fleet<'_>, said: &fleet::Fleet, sink: &mut Sink<'_>) {
    for (name, feature) in &said.features {
        let Some(module) = &feature.module else { continue };
        let Some(path) = fleet.dir.join(module.as_str()) else { continue };
        let (missing, help) = match fleet.tree.resolve(&path) {
            Ok(Resolved::Missing(missing)) => {
                let hidden = fleet.tree.hidden(&missing).ok().flatten();
                (missing.clone(), hidden.map(|hidden| hidden.help(&missing)))
            }
            Ok(Resolved::Found(folder, EntryKind::Directory)) => {
                let Some(default) = folder.join("default.nix") else { continue };
                match fleet.tree.resolve(&default) {
                    Ok(Resolved::Missing(missing)) => (missing, None),
                    _ => continue,
                }
            }
            _ => continue,
        };
        let steps = steps!["features", name.as_str(), "module"];
        let draft = fleet.at(sink, &steps, format!("the flake has no {missing}"));
        if let Some(help) = help {
            draft.help(help);
        }
    }
}
