//! NW105: a name for the whole argument that nothing looks at.

use super::{text, unused};
use crate::check::input::File;
use crate::check::rule::{Check, Explain, ExprKind, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, Span};

pub static RULE: Rule = Rule {
    code: "NW105",
    name: "unused-at-name",
    severity: Severity::Info,
    summary: "The name that `@` gives to the whole argument is not used",
    explain: Explain {
        what: "\
A name before or behind `@` in `args@{ a, ... }: ..` that the body does not refer to. Names that
begin with `_` are meant to be unused, and so are those in the line below `# deadnix: skip`. The fix
takes it out.",
        why: "It looks as if the function handed on all of its arguments.",
        example: "{ lib, ... }@args: lib.version",
        instead: "{ lib, ... }: lib.version",
    },
    check: Check::Expr(&[ExprKind::Lambda], check),
};

fn check(file: &File<'_>, id: ExprId, sink: &mut Sink<'_>) {
    let hir = file.hir;
    let Expr::Lambda(lambda) = hir.expr(id) else { return };
    let lambda = hir.lambda(lambda);
    let (Some((name, span)), Some(_)) = (lambda.arg, lambda.pattern) else { return };
    let name = hir.name(name);
    if lambda.arg_used || unused::is_meant(name) {
        return;
    }
    let naming = naming(file, hir.span(id).start, span);
    sink.at(span, format!("the name `{}` for all arguments is not used", text::shown(name)))
        .fix(naming.and_then(|naming| text::without(file, naming)));
}

/// The name with its `@`, where nothing but blanks stands between.
fn naming(file: &File<'_>, lambda: u32, name: Span) -> Option<Span> {
    if name.start == lambda {
        let at = text::just_after(file, name.end, b'@')?;
        return Some(Span { start: name.start, end: text::just_after(file, at, b'{')? - 1 });
    }
    let before = file.text.get(..name.start as usize)?.trim_ascii_end();
    let before = before.strip_suffix(b"@")?.trim_ascii_end();
    before.ends_with(b"}").then_some(())?;
    Some(Span { start: u32::try_from(before.len()).ok()?, end: name.end })
}
