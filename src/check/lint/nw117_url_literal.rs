//! NW117: a URL without quotes.

use super::text;
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::ExprId;

pub static RULE: Rule = Rule {
    code: "NW117",
    name: "url-literal",
    severity: Severity::Warning,
    summary: "A URL stands without quotes",
    explain: Explain {
        what: "A URL that is written as such, not as a string. The fix puts quotes around it.",
        why: "\
It is deprecated (RFC 45), Nix can be told to refuse it, and `x:y` is a URL where a function was
meant.",
        example: "{ url = https://example.org/a.tar.gz; }",
        instead: r#"{ url = "https://example.org/a.tar.gz"; }"#,
    },
    check: Check::Expr(&[ExprKind::Str], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let span = file.hir.span(id);
    let first = file.text.get(span.start as usize);
    if first.is_some_and(u8::is_ascii_alphabetic)
        && let Some(url) = text::of(file, span)
        && url.contains(':')
    {
        sink.at(span, "this URL is no string").replace(span, format!("\"{url}\""));
    }
}
