//! Which options the text of a module defines, and where: what can be pointed at, and mended.
//!
//! Everything that a module's own text writes as a path counts, behind `mkIf`, `mkMerge` and the like
//! too. What is computed is not found: this tells where to look, not what holds.

use crate::model::finding::Edit;
use crate::syntax::hir::{AttrNameKind, Entry, Expr, ExprId, Hir, NameId, SetId, Span};
use crate::syntax::spell;

/// Functions of nixpkgs that hold a definition as their last argument, and how many they take.
const WRAPPERS: &[(&[u8], usize)] = &[
    (b"mkIf", 2),
    (b"mkForce", 1),
    (b"mkDefault", 1),
    (b"mkOverride", 2),
    (b"mkOrder", 2),
    (b"mkBefore", 1),
    (b"mkAfter", 1),
    (b"mkMerge", 1),
    (b"optionalAttrs", 2),
];

/// Attributes of a module that are no options.
const NO_OPTIONS: &[&[u8]] = &[
    b"_class",
    b"_file",
    b"config",
    b"disabledModules",
    b"freeformType",
    b"imports",
    b"key",
    b"options",
    b"require",
];

/// Words of a condition that tells releases apart, or asks whether there is an option.
const GUARDS: &[&[u8]] =
    &[b"options", b"release", b"version", b"Version", b"nixpkgs", b"hasAttr", b" ? ", b"?"];

/// Definitions inside one another, more than which nobody writes.
const DEPTH: usize = 64;

/// Something that a module defines: an option, or a set that holds some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its path, as Nix writes it: `services.nginx.virtualHosts."example.org"`.
    pub option: String,
    /// Where that is written, as far as it is at one place: `services.nginx`.
    pub span: Span,
}

/// As [`Written`], with the parts of its path and what stands behind it.
#[derive(Clone, Debug)]
pub struct Defined {
    /// Its path.
    pub path: Vec<NameId>,
    /// As in [`Written`].
    pub span: Span,
    /// Its value as it is written; none where it is inherited.
    pub value: Option<ExprId>,
    /// Whether a condition about the release or about what options there are stands before it.
    pub guarded: bool,
}

/// All that the text of a module defines.
pub fn options_of(text: &[u8], hir: &Hir) -> Vec<Written> {
    let shown = |defined: Defined| {
        let path = defined.path.iter().map(|name| hir.name(*name));
        Written { option: shown(path), span: defined.span }
    };
    definitions_of(text, hir).into_iter().map(shown).collect()
}

/// The same with what stands behind each; what holds others comes before them.
pub fn definitions_of(text: &[u8], hir: &Hir) -> Vec<Defined> {
    let mut reading = Reading::new(text, hir);
    if let Some(set) = set_of(hir, hir.root()) {
        reading.module(set);
    }
    reading.found
}

/// What the value of a definition, or an element of it, holds in turn.
pub fn definitions_in(text: &[u8], hir: &Hir, value: ExprId) -> Vec<Defined> {
    let mut reading = Reading::new(text, hir);
    reading.value(value);
    reading.found
}

/// What a definition may come to: its value without `mkIf`, `mkForce` and the like, each part of a
/// `mkMerge` by itself.
pub fn values_of(text: &[u8], hir: &Hir, value: ExprId) -> Vec<ExprId> {
    let mut reading = Reading::new(text, hir);
    reading.plain = Some(Vec::new());
    reading.value(value);
    reading.plain.unwrap_or_default()
}

/// The edit that gives a definition another name and leaves its value; none where it is not written
/// as a path of plain names before a `=`, or where the set around it has no place for the new name.
pub fn renamed(text: &[u8], written: &Written, to: &str) -> Option<Edit> {
    let Span { start, end } = written.span;
    let parts = path_at(text, start);
    let here: Vec<&[u8]> =
        parts.iter().take_while(|part| part.span.end <= end).map(|part| part.name).collect();
    let option = path_at(written.option.as_bytes(), 0);
    let outer = option.len().checked_sub(here.len())?;
    let is_whole = option.iter().skip(outer).map(|part| part.name).eq(here.iter().copied());
    let is_plain = parts.iter().all(|part| !part.quoted);
    let rest = text.get(end as usize..)?.trim_ascii_start();
    if !is_whole || !is_plain || !rest.starts_with(b"=") || rest.starts_with(b"==") {
        return None;
    }
    let new = path_at(to.as_bytes(), 0);
    let is_inside = new.len() > outer
        && option.iter().zip(&new).take(outer).all(|(old, new)| old.name == new.name);
    let text = shown(new.iter().skip(outer).map(|part| part.name));
    is_inside.then_some(Edit { start, end, text })
}

/// A path as Nix writes it.
pub fn shown<'a>(path: impl IntoIterator<Item = &'a [u8]>) -> String {
    let parts = path.into_iter().map(|name| spell::name(&String::from_utf8_lossy(name)));
    parts.collect::<Vec<_>>().join(".")
}

/// A component of a path.
struct Part<'a> {
    name: &'a [u8],
    quoted: bool,
    span: Span,
}

/// The components of the path that begins here, as far as they are plain names or texts without
/// escapes.
fn path_at(text: &[u8], start: u32) -> Vec<Part<'_>> {
    let blanks = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut parts = Vec::new();
    let mut at = start as usize;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let quoted = rest.first() == Some(&b'"');
        let (name, length) = if quoted {
            let inside = rest.get(1..).unwrap_or_default();
            let end = inside.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'$'));
            match end.filter(|end| inside.get(*end) == Some(&b'"')) {
                Some(end) => (inside.get(..end).unwrap_or_default(), end + 2),
                None => break,
            }
        } else {
            let end = rest.iter().take_while(|byte| is_letter(**byte)).count();
            (rest.get(..end).unwrap_or_default(), end)
        };
        if length == 0 {
            break;
        }
        let span = Span { start: offset(at), end: offset(at + length) };
        parts.push(Part { name, quoted, span });
        let dot = blanks(at + length);
        if text.get(dot) != Some(&b'.') {
            break;
        }
        at = blanks(dot + 1);
    }
    parts
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-')
}

/// The set that a module comes to, whatever functions, `let` and `with` stand around it.
pub(super) fn set_of(hir: &Hir, mut id: ExprId) -> Option<SetId> {
    for _ in 0..DEPTH {
        id = match hir.expr(id) {
            Expr::Attrs(set) => return Some(set),
            Expr::Paren(inner)
            | Expr::Let(_, inner)
            | Expr::WithScope(_, inner)
            | Expr::Assert(_, inner) => inner,
            Expr::Lambda(lambda) => hir.lambda(lambda).body,
            _ => return None,
        };
    }
    None
}

struct Reading<'a> {
    text: &'a [u8],
    hir: &'a Hir,
    path: Vec<NameId>,
    /// Where `config` stands, which is no part of a path.
    config: Option<u32>,
    guarded: bool,
    found: Vec<Defined>,
    /// Where only values are asked for: those that were come to.
    plain: Option<Vec<ExprId>>,
}

impl<'a> Reading<'a> {
    fn new(text: &'a [u8], hir: &'a Hir) -> Self {
        let (path, found) = (Vec::new(), Vec::new());
        Self { text, hir, path, config: None, guarded: false, found, plain: None }
    }

    fn module(&mut self, set: SetId) {
        let bindings = self.hir.bindings(self.hir.set(set).bindings);
        let named = |name: &[u8]| bindings.iter().find(|it| self.hir.name(it.name) == name);
        if named(b"config").is_none() && named(b"options").is_none() {
            return self.set(set, true);
        }
        let Some(config) = named(b"config") else { return };
        if let Entry::Value(value) = config.entry {
            self.config = Some(config.name_span.start);
            self.value(value);
        }
    }

    fn set(&mut self, set: SetId, is_module: bool) {
        for binding in self.hir.bindings(self.hir.set(set).bindings) {
            if is_module && NO_OPTIONS.contains(&self.hir.name(binding.name)) {
                continue;
            }
            self.path.push(binding.name);
            let value = match binding.entry {
                Entry::Value(value) => Some(value),
                Entry::Inherit(_) | Entry::InheritFrom(_) => None,
            };
            self.add(binding.name_span, value);
            if let Some(value) = value.filter(|_| self.path.len() < DEPTH) {
                self.value(value);
            }
            self.path.pop();
        }
    }

    /// Adds what is being read; the path that begins at this name may go on beyond it.
    fn add(&mut self, first: Span, value: Option<ExprId>) {
        let path: Vec<&[u8]> = self.path.iter().map(|name| self.hir.name(*name)).collect();
        let mut parts = path_at(self.text, first.start);
        if self.config == Some(first.start) && parts.len() > 1 {
            parts.remove(0);
        }
        let names: Vec<&[u8]> = parts.iter().map(|part| part.name).collect();
        let own =
            (1..=parts.len()).rev().find(|end| path.ends_with(names.get(..*end).unwrap_or(&[])));
        let last = own.and_then(|own| parts.get(own - 1));
        let start = parts.first().map_or(first.start, |part| part.span.start);
        let span = Span { start, end: last.map_or(first.end, |part| part.span.end) };
        self.found.push(Defined { path: self.path.clone(), span, value, guarded: self.guarded });
    }

    /// What lies in the value of a definition.
    fn value(&mut self, id: ExprId) {
        match self.hir.expr(id) {
            Expr::Paren(inner) | Expr::Let(_, inner) | Expr::WithScope(_, inner) => {
                self.value(inner);
            }
            Expr::Apply(..) if self.wrapped(id) => {}
            other => match (&mut self.plain, other) {
                (Some(plain), _) => plain.push(id),
                (None, Expr::Attrs(set)) => self.set(set, false),
                (None, _) => {}
            },
        }
    }

    /// Reads what a function of [`WRAPPERS`] holds; false where this is none.
    fn wrapped(&mut self, id: ExprId) -> bool {
        let mut arguments = Vec::new();
        let mut function = id;
        while let Expr::Apply(inner, argument) = self.hir.expr(function) {
            arguments.push(argument);
            function = inner;
        }
        let Some(name) = self.function_name(function) else { return false };
        let Some(last) = arguments.first().copied() else { return false };
        if !WRAPPERS.contains(&(name, arguments.len())) {
            return false;
        }
        let before = self.guarded;
        let merges = name == b"mkMerge";
        self.guarded |= arguments.iter().skip(1).any(|condition| self.is_guard(*condition));
        match self.hir.expr(self.hir.inside_parens(last)) {
            Expr::List(items) if merges => {
                for item in self.hir.exprs_of(items) {
                    self.value(*item);
                }
            }
            _ => self.value(last),
        }
        self.guarded = before;
        true
    }

    /// Whether a condition asks for the release or for what options there are.
    fn is_guard(&self, condition: ExprId) -> bool {
        let Span { start, end } = self.hir.span(condition);
        let text = self.text.get(start as usize..end as usize).unwrap_or_default();
        GUARDS.iter().any(|word| memchr::memmem::find(text, word).is_some())
    }

    /// `mkIf` of `mkIf`, `lib.mkIf` and `lib.modules.mkIf`.
    fn function_name(&self, id: ExprId) -> Option<&'_ [u8]> {
        match self.hir.expr(id) {
            Expr::Global(name) | Expr::With(name) => Some(self.hir.name(name)),
            Expr::Local { .. } => {
                let Span { start, end } = self.hir.span(id);
                self.text.get(start as usize..end as usize)
            }
            Expr::Select(select) => {
                let path = self.hir.attr_names(self.hir.select(select).path);
                match path.last()?.kind {
                    AttrNameKind::Static(name) => Some(self.hir.name(name)),
                    AttrNameKind::Dynamic(_) => None,
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::edit::apply_to_nix;
    use crate::syntax::parse;

    fn found(text: &str) -> Vec<(String, String)> {
        let found = options_of(text.as_bytes(), &parse(text.as_bytes()));
        let at = |span: Span| text[span.start as usize..span.end as usize].to_owned();
        found.into_iter().map(|it| (it.option, at(it.span))).collect()
    }

    fn mended(text: &str, from: &str, to: &str) -> Option<String> {
        let options = options_of(text.as_bytes(), &parse(text.as_bytes()));
        let written = options.iter().find(|it| it.option == from)?;
        let edit = renamed(text.as_bytes(), written, to)?;
        let text = apply_to_nix(text.as_bytes(), &[edit]).ok()?;
        Some(String::from_utf8(text).unwrap())
    }

    #[test]
    fn definitions_are_found_behind_functions_and_conditions() {
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let text = "{ lib, ... }: let inherit (lib) mkIf; in { imports = [ ]; a.b = 1; \
                    c = mkIf true { d = lib.mkMerge [ { e = 2; } ]; \"f.g\" = 3; }; }";
        assert_eq!(
            found(text),
            pairs(&[
                ("a", "a"),
                ("a.b", "a.b"),
                ("c", "c"),
                ("c.d", "d"),
                ("c.d.e", "e"),
                ("c.\"f.g\"", "\"f.g\""),
            ])
        );
        let text = "{ options.x = 1; config.a.b = lib.mkForce { c = 1; }; }";
        assert_eq!(found(text), pairs(&[("a", "a"), ("a.b", "a.b"), ("a.b.c", "c")]));
        assert!(found("[ 1 ]").is_empty() && found("f { a = 1; }").is_empty());
    }

    #[test]
    fn a_plain_path_is_renamed_where_the_new_name_fits() {
        for (text, new) in [
            ("{ a.b.old = 1; }", Some("{ a.b.s.new = 1; }")),
            ("{ a.b = { c = 1; old = 2; }; }", Some("{ a.b = { c = 1; s.new = 2; }; }")),
            ("{ a = { b.old = mkForce 1; }; }", Some("{ a = { b.s.new = mkForce 1; }; }")),
            ("{ config.a.b.old = 1; }", Some("{ config.a.b.s.new = 1; }")),
            ("{ a.b = { inherit old; }; }", None),
            ("{ a.b.old.deeper = 1; }", None),
            ("{ a.\"b\".old = 1; }", None),
            ("{ a.b = { s = f 1; old = 2; }; }", None),
        ] {
            assert_eq!(mended(text, "a.b.old", "a.b.s.new").as_deref(), new, "{text}");
        }
        assert_eq!(mended("{ a = { b = 1; }; }", "a.b", "c.d"), None);
        assert_eq!(
            mended("{ a.b = 1; }", "a.b", "c.\"x.y\"").as_deref(),
            Some("{ c.\"x.y\" = 1; }")
        );
    }
}
