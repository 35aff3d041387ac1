//! What is wrong with what rules say of rotation, as far as the rules themselves tell.

use std::collections::BTreeSet;

use super::unit::{Graph, Users};
use crate::model::secrets::{Hook, Mistake, MistakeKind, Rotations, SecretMatrix, Spot, Tool};

/// Looks at all rules of agenix: secrets of sops are not rotated.
pub fn look(matrix: &SecretMatrix) -> Rotations {
    let matrix = matrix.clone().of(Tool::Agenix);
    let graph = Graph::of(&matrix, Users::default());
    let at = |file: &str| -> Option<Spot> { matrix.secret(file)?.rules.first()?.at.clone() };
    let mut found = Rotations::default();
    let wrong = graph.wrong.iter().filter(|(_, mistake)| mistake.kind == MistakeKind::Wrong);
    found.mistakes.extend(wrong.map(|(file, mistake)| {
        let at = mistake.at.clone().or_else(|| at(file));
        ((*file).to_owned(), Mistake { at, ..mistake.clone() })
    }));
    let mut mistake = |file: &str, message: String| {
        let mistake = Mistake { at: at(file), message, kind: MistakeKind::Wrong };
        found.mistakes.push((file.to_owned(), mistake));
    };
    let mut in_circles = BTreeSet::new();
    for (file, policy) in graph.policies() {
        for name in policy.sources.iter().chain(&policy.inputs) {
            if graph.meant(file, name).is_none() {
                mistake(file, format!("there is no secret {name}, from which it is made"));
            }
        }
        if let Some(circle) = graph.circle(file).filter(|_| !in_circles.contains(file)) {
            let others = circle.get(1..).unwrap_or_default();
            mistake(
                file,
                match others {
                    [] => "it is computed from itself".to_owned(),
                    others => {
                        format!("it is computed from itself, by way of {}", others.join(", "))
                    }
                },
            );
            in_circles.extend(circle);
        }
        let hooks = policy.hooks().into_iter().map(|path| Hook {
            path: path.to_owned(),
            secret: file.to_owned(),
            at: at(file),
        });
        found.hooks.extend(hooks);
    }
    found.mistakes.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}
