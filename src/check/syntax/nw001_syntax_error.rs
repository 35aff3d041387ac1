//! NW001: text that the grammar of Nix does not allow.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::{Proviso, Sink};
use crate::model::finding::Severity;
use crate::syntax::hir::{ProblemKind, Span};

use super::conflict_marker;

pub static RULE: Rule = Rule {
    code: "NW001",
    name: "syntax-error",
    severity: Severity::Error,
    summary: "The file is not valid Nix",
    explain: Explain {
        what: "\
A file that Nix cannot parse. The place is where the parser gave up; what is missing often stands
just before it. Only the first such place of a file is told, and no other rule looks at the file.",
        why: "Whatever imports the file fails to evaluate.",
        example: "{ services.openssh.enable = true }",
        instead: "{ services.openssh.enable = true; }",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    if file.text.trim_ascii().is_empty() {
        sink.at(Span::default(), "the file is empty; Nix wants an expression")
            .help("write `{ }` for a module that says nothing");
        return;
    }
    // The marks of a merge are no Nix either; NW009 tells what they are.
    if conflict_marker(file.text).is_some() {
        return;
    }
    let is_snippet = is_snippet(file.text);
    for problem in file.hir.problems.iter().filter(|it| it.kind == ProblemKind::Syntax) {
        let draft = sink.at(problem.span, problem.message.clone());
        if is_snippet {
            draft.provided(Proviso::NoTemplate);
        }
    }
}

/// Whether a text has places that an editor or a template program fills in: `$0`, `{{ .. }}`,
/// `<% .. %>`.
fn is_snippet(text: &[u8]) -> bool {
    text.windows(2).any(|pair| match pair {
        [b'$', digit] => digit.is_ascii_digit(),
        pair => pair == b"{{" || pair == b"<%",
    })
}
