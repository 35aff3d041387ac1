//! NW203: no function makes the outputs.

use crate::check::input::Flake;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::manifest::ProblemKind;
use crate::model::finding::Severity;

use super::problems;

pub static RULE: Rule = Rule {
    code: "NW203",
    name: "no-outputs",
    severity: Severity::Error,
    summary: "flake.nix has no outputs function",
    explain: Explain {
        what: "A flake.nix without `outputs`, or whose `outputs` is not a function written out: `import ./outputs.nix`\n\
is a call, not a function, before it is evaluated.",
        why: "Nix refuses the flake.",
        example: "{\n\
  outputs = import ./outputs.nix;\n\
}",
        instead: "{\n\
  outputs = inputs: import ./outputs.nix inputs;\n\
}",
    },
    check: Check::Flake(check),
};

fn check(flake: &Flake<'_>, sink: &mut Sink<'_>) {
    problems(
        flake,
        ProblemKind::Outputs,
        sink,
        "write `outputs = inputs: ..` or `outputs = { self, ... }: ..`",
    );
}
