//! What a rotation would do, in words.

use crate::model::report::{RotationRow, RotationWay};
use crate::secrets::rotation::policy::Verifier;
use crate::secrets::rotation::probe;
use crate::secrets::rotation::unit::Part;

/// A rotation that has not begun.
pub(super) fn row(parts: &[Part<'_>]) -> RotationRow {
    let first = parts.first();
    RotationRow {
        file: first.map(|part| part.place.file.to_owned()).unwrap_or_default(),
        kind: first.map(|part| part.policy.kind.name().to_owned()).unwrap_or_default(),
        members: parts.iter().map(|part| part.place.file.to_owned()).collect(),
        state: None,
        way: RotationWay::Forward,
        waits: None,
        help: None,
        steps: parts.iter().flat_map(steps).collect(),
        problem: None,
    }
}

fn steps(part: &Part<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    let kind = part.policy.kind.name();
    let from: Vec<&str> = part.sources.iter().map(|(_, file)| file.as_str()).collect();
    steps.push(if from.is_empty() {
        format!("a new value is made ({kind})")
    } else {
        format!("a new value is made ({kind}) from {}", from.join(", "))
    });
    steps.extend(part.policy.verifier.as_ref().map(|verifier| match verifier {
        Verifier::Deployment { host } => format!("it waits until {host} knows the public half"),
        Verifier::Hook { apply, host: Some(host), .. } => {
            format!("{apply} makes {host} accept it beside the old one")
        }
        Verifier::Hook { apply, .. } => format!("{apply} makes it accepted beside the old one"),
        Verifier::Restic { repository } => format!("it is added to {repository}"),
    }));
    let place = "it takes the old one's place, which is kept beside it";
    steps.push(match &part.policy.window {
        Some(window) => format!("{place}, in {window}"),
        None => place.to_owned(),
    });
    for dependent in &part.dependents {
        steps.push(match &dependent.hook {
            Some(hook) => format!("{hook} brings it to {}", dependent.host),
            None => format!("it waits for a deployment of {}", dependent.host),
        });
    }
    let verified = part.policy.verify.iter();
    steps.extend(verified.map(|probe| format!("it is tried: {}", probe::name(probe))));
    let hours = part.policy.keep_old / 3600;
    let then = if part.policy.retires() { "retired and removed" } else { "removed" };
    steps.push(format!("the old value is {then} {hours} hours later"));
    steps.into_iter().map(|step| format!("{}: {step}", part.place.file)).collect()
}
