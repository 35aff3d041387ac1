//! NW518: what a rule says of rotation is wrong.

use super::at;
use crate::check::input::Rotating;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

pub static RULE: Rule = Rule {
    code: "NW518",
    name: "wrong-rotation",
    severity: Severity::Error,
    summary: "What a rule says of rotation is wrong",
    explain: Explain {
        what: "A `rotate` of a rule in `secrets.nix` with an unknown kind or setting, with settings that do not go\n\
together, or of a secret that is computed from itself or from one that is not there.",
        why: "`nixward secrets rotate` refuses it, and `rotate --due` leaves the secret out: its value grows older,\n\
and nobody notices before it is needed.",
        example: "{ \"db.age\" = { publicKeys = [ key ]; rotate = { kind = \"pasword\"; maxAge = \"90d\"; }; }; }",
        instead: "{ \"db.age\" = { publicKeys = [ key ]; rotate = { kind = \"password\"; maxAge = \"90d\"; }; }; }",
    },
    check: Check::Rotations(check),
};

fn check(rotating: &Rotating<'_>, sink: &mut Sink<'_>) {
    for (secret, mistake) in &rotating.rotations.mistakes {
        let message = format!("the rotation of {secret}: {}", mistake.message);
        at(sink, mistake.at.as_ref(), secret, message);
    }
}
