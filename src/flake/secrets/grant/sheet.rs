//! A rules file as text: where a host's key stands, or is to stand.

use super::super::rewrite::end_of;
use super::Newcomer;
use crate::agefile::recipient;
use crate::flake::inventory::is_identifier;
use crate::flake::statement::Text;
use crate::model::finding::Edit;
use crate::model::secrets::Recipient;
use crate::syntax::hir::{BinOp, Binding, Entry, Expr, ExprId, Hir, Span};

/// Words of the language, which name nothing.
const KEYWORDS: &[&str] =
    &["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"];

/// The edits of every string that is an old key, or keeps the place of one.
pub(super) fn places(
    hir: &Hir,
    is_old: &dyn Fn(&str) -> bool,
    newcomer: &Newcomer<'_>,
) -> Vec<Edit> {
    let text = |value: ExprId| match hir.expr(value) {
        Expr::Str(string) => std::str::from_utf8(hir.text(string)).ok(),
        _ => None,
    };
    let edit = |value: ExprId, comment: Option<&str>| {
        let Span { start, end } = hir.span(value);
        Edit { start, end, text: quoted(newcomer, comment) }
    };
    let ids = (0..hir.len()).filter_map(|id| u32::try_from(id).ok()).map(ExprId);
    let old = ids.filter_map(|id| {
        let old = recipient::read(text(id)?);
        is_old(&old.key).then(|| edit(id, old.comment.as_deref()))
    });
    let bindings =
        (0..hir.binding_count()).filter_map(|at| hir.binding_at(u32::try_from(at).ok()?));
    let kept = bindings.into_iter().filter_map(|binding| {
        let Entry::Value(value) = binding.entry else { return None };
        let is_hosts = hir.name(binding.name) == newcomer.name.as_bytes();
        let is_empty = text(value).is_some_and(|text| text.trim().is_empty());
        (is_hosts && is_empty).then(|| edit(value, Some(newcomer.name)))
    });
    old.chain(kept).collect()
}

fn is_ssh(key: &Recipient) -> bool {
    key.key.starts_with("ssh-")
}

/// The key as a string of Nix, with a comment that needs no escape.
fn quoted(newcomer: &Newcomer<'_>, comment: Option<&str>) -> String {
    let is_plain = |comment: &&str| {
        comment.chars().all(|char| char.is_ascii_alphanumeric() || "@._- ".contains(char))
    };
    match comment.filter(is_plain).filter(|_| is_ssh(newcomer.key)) {
        Some(comment) => format!("\"{} {comment}\"", newcomer.key.key),
        None => format!("\"{}\"", newcomer.key.key),
    }
}

/// A file that is edited.
pub(super) struct Sheet<'a> {
    pub(super) hir: &'a Hir,
    pub(super) text: Text<'a>,
    pub(super) newcomer: &'a Newcomer<'a>,
}

impl Sheet<'_> {
    /// What is written into lists for the key, and the edit that makes that mean it: a variable called
    /// like the host where the file begins with `let`, or else the key itself.
    pub(super) fn item(&self) -> (String, Option<Edit>) {
        let name = self.newcomer.name;
        let literal = (quoted(self.newcomer, Some(name)), None);
        let root = self.hir.inside_parens(self.hir.root());
        let Expr::Let(set, _) = self.hir.expr(root) else { return literal };
        let bindings = self.hir.bindings(self.hir.set(set).bindings);
        if let Some(bound) = bindings.iter().find(|it| self.hir.name(it.name) == name.as_bytes()) {
            let Entry::Value(value) = bound.entry else { return literal };
            let Expr::Str(string) = self.hir.expr(value) else { return literal };
            let said = String::from_utf8_lossy(self.hir.text(string));
            let is_known = recipient::read(&said).key == self.newcomer.key.key;
            return if is_known { (name.to_owned(), None) } else { literal };
        }
        let last = bindings.iter().max_by_key(|binding| binding.name_span.start);
        let place = last.and_then(|last| Some((last.name_span, self.end_of_statement(last)?)));
        match place.filter(|_| is_identifier(name) && !KEYWORDS.contains(&name)) {
            Some((like, end)) => {
                let statement = format!("{name} = {};", quoted(self.newcomer, Some(name)));
                let text = self.behind(like, &statement);
                (name.to_owned(), Some(self.text.edit(end..end, text)))
            }
            None => literal,
        }
    }

    /// Behind the semicolon of a binding.
    fn end_of_statement(&self, binding: &Binding) -> Option<usize> {
        let end = match binding.entry {
            Entry::Value(_) => end_of(self.hir, binding)?,
            Entry::Inherit(_) | Entry::InheritFrom(_) => binding.name_span.end,
        };
        let rest = self.text.0.get(end as usize..)?;
        Some(end as usize + memchr::memchr(b';', rest)? + 1)
    }

    /// A text that follows another one in its way: on a line of its own, or behind it.
    fn behind(&self, like: Span, text: &str) -> String {
        let start = like.start as usize;
        if self.text.first_on_line(start) {
            format!("\n{}{text}", self.text.indentation(start))
        } else {
            format!(" {text}")
        }
    }

    /// The `publicKeys` of a rule that is written out.
    pub(super) fn keys_of(&self, binding: &Binding) -> Option<ExprId> {
        let Entry::Value(value) = binding.entry else { return None };
        let Expr::Attrs(set) = self.hir.expr(self.hir.inside_parens(value)) else {
            return None;
        };
        let bindings = self.hir.bindings(self.hir.set(set).bindings);
        let keys = bindings.iter().find(|it| self.hir.name(it.name) == b"publicKeys")?;
        match keys.entry {
            Entry::Value(keys) => Some(keys),
            Entry::Inherit(_) | Entry::InheritFrom(_) => None,
        }
    }

    /// Adds an item to an expression that gives a list.
    pub(super) fn append(&self, keys: ExprId, item: &str) -> Option<Edit> {
        let span = self.hir.span(keys);
        let end = span.end as usize;
        match self.hir.expr(keys) {
            Expr::List(run) => Some(match self.hir.exprs_of(run).last() {
                Some(last) => {
                    let last = self.hir.span(*last);
                    let end = last.end as usize;
                    self.text.edit(end..end, self.behind(last, item))
                }
                None => self.text.edit(span.start as usize..end, format!("[ {item} ]")),
            }),
            Expr::Binary(BinOp::Concat, at) => {
                let [left, right] = self.hir.operands(at);
                let is_list = |id| matches!(self.hir.expr(id), Expr::List(_));
                let list = [right, left].into_iter().find(|operand| is_list(*operand));
                match list {
                    Some(list) => self.append(list, item),
                    None => self.append(right, item),
                }
            }
            Expr::WithScope(_, body) | Expr::Let(_, body) => self.append(body, item),
            Expr::Local { .. }
            | Expr::Global(_)
            | Expr::With(_)
            | Expr::Select(_)
            | Expr::Apply(..)
            | Expr::Paren(_) => Some(self.text.edit(end..end, format!(" ++ [ {item} ]"))),
            _ => None,
        }
    }
}
