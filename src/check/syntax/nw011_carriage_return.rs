//! NW011: Windows line ends inside `''..''`.

use crate::check::input::File;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::syntax::hir::{Expr, ExprId, InterpKind, Part};

pub static RULE: Rule = Rule {
    code: "NW011",
    name: "carriage-return",
    severity: Severity::Warning,
    summary: "An indented string keeps Windows line ends",
    explain: Explain {
        what: "A string in `''..''` whose lines end in carriage return and newline. Told once for each file.\n\
               Elsewhere Nix takes such line ends for plain ones, and nothing is said.",
        why: "Nix keeps the carriage returns, and because of them it does not strip the indentation either:\n\
              a script made of the text fails with `bad interpreter`, a configuration file with errors\n\
              that cannot be seen.",
        example: "A file saved with Windows line ends that holds a script in `''..''`",
        instead: "The same file after `dos2unix`, and `*.nix text eol=lf` in `.gitattributes`",
    },
    check: Check::File(check),
};

fn check(file: &File<'_>, sink: &mut Sink<'_>) {
    if memchr::memchr(b'\r', file.text).is_none() {
        return;
    }
    let ids = (0u32..).map(ExprId).take(file.hir.len());
    if let Some(first) =
        ids.filter(|&id| keeps_returns(file, id)).min_by_key(|&id| file.hir.span(id))
    {
        sink.at(
            file.hir.span(first),
            "Windows line ends stay in this string, and so does its indentation",
        )
        .help("give the file plain line ends: dos2unix FILE");
    }
}

fn keeps_returns(file: &File<'_>, id: ExprId) -> bool {
    let hir = file.hir;
    let has_return = |text| hir.text(text).contains(&b'\r');
    let kept = match hir.expr(id) {
        Expr::Str(text) => has_return(text),
        Expr::Interp(id) if hir.interp(id).kind == InterpKind::Indented => hir
            .parts(hir.interp(id).parts)
            .iter()
            .any(|part| matches!(part, Part::Text(text) if has_return(*text))),
        _ => return false,
    };
    let span = hir.span(id);
    let source = file.text.get(span.start as usize..span.end as usize).unwrap_or(&[]);
    // `''\r` is a return that is meant; a file's own one stands before a newline.
    kept && source.starts_with(b"''") && source.windows(2).any(|pair| pair == b"\r\n")
}
