//! What a table of options has against the text of a module.
//!
//! Only what is written out is judged, and only where it certainly is a definition of the option: what
//! is computed, inherited or guarded by a condition about releases is left alone, and so is every
//! option that the flake's own modules declare.

use super::kind::{Kind, Value};
use super::path::OptionPath;
use super::release::Moment;
use super::table::{Answer, Fact, Row, Table, is_placeholder};
use crate::flake::similar::nearest;
use crate::flake::written::{self, Defined};
use crate::syntax::hir::{BinOp, Entry, Expr, ExprId, Hir, InterpKind, SetId, Span};

/// By what modules are judged.
pub struct Judge<'a> {
    /// All options of the nixpkgs that the flake pins; none where nobody made that table.
    pub own: Option<&'a Table>,
    /// The options that are known otherwise.
    pub built_in: &'a Table,
    /// How new every nixpkgs is that hosts may be made with; empty where that is not known.
    pub moments: &'a [Moment],
    /// Options that modules of the flake declare.
    pub declared: &'a [Vec<String>],
    /// Whether other flakes may declare options too.
    pub others_declare: bool,
}

/// Something that a module sets and should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The option, as Nix writes it.
    pub option: String,
    /// Where it is set.
    pub span: Span,
    /// What is wrong.
    pub wrong: Wrong,
    /// Whether that is certain for the nixpkgs of the flake; else what is known, for people.
    pub proven: Result<(), String>,
}

/// See [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has another name now.
    Renamed {
        /// That name.
        to: String,
        /// Whether NixOS warns of the old one.
        warns: bool,
    },
    /// It is gone.
    Removed {
        /// What to do in its place; may be empty.
        instead: String,
    },
    /// It takes another type of value.
    Type {
        /// What it takes.
        takes: String,
        /// What it is given.
        given: String,
    },
    /// There is no such option.
    Unknown {
        /// The one that is meant, perhaps.
        meant: Option<String>,
    },
}

/// What is said of a path, and whether that is certain.
struct Verdict<'a> {
    answer: Answer<'a>,
    table: &'a Table,
    proven: bool,
}

impl<'a> Judge<'a> {
    /// All that is wrong with the options that a module sets, in the order of its text.
    pub fn problems(&self, text: &[u8], hir: &Hir) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.judge(text, hir, &[], written::definitions_of(text, hir), &mut problems);
        problems.sort_by_key(|problem| (problem.span, problem.option.len()));
        problems.dedup();
        problems
    }

    fn judge(
        &self,
        text: &[u8],
        hir: &Hir,
        around: &[String],
        all: Vec<Defined>,
        problems: &mut Vec<Problem>,
    ) {
        for defined in all.into_iter().filter(|defined| !defined.guarded) {
            let names =
                defined.path.iter().map(|name| String::from_utf8_lossy(hir.name(*name)).into());
            let path: Vec<String> = around.iter().cloned().chain(names).collect();
            if self.is_declared_here(&path) {
                continue;
            }
            let verdict = self.look(&path);
            let problem = |wrong| {
                let shown = OptionPath(path.clone()).to_string();
                let proven = if verdict.proven { Ok(()) } else { Err(self.known_from(&verdict)) };
                Problem { option: shown, span: defined.span, wrong, proven }
            };
            match verdict.answer {
                Answer::Row(row) if row.is_declared() => {
                    let values = defined.value.map(|value| written::values_of(text, hir, value));
                    for value in values.into_iter().flatten() {
                        problems.extend(mistyped(hir, row, value).map(&problem));
                        self.judge_elements(text, hir, &path, value, problems);
                    }
                }
                Answer::Row(row) if !self.is_row_of_parent(&path, row) => {
                    problems.extend(gone(row).map(problem));
                }
                Answer::Missing if self.is_told_of_names(&path) => {
                    problems.extend(self.unknown(&path).map(problem));
                }
                _ => {}
            }
        }
    }

    /// The elements of a list of sets.
    fn judge_elements(
        &self,
        text: &[u8],
        hir: &Hir,
        path: &[String],
        value: ExprId,
        problems: &mut Vec<Problem>,
    ) {
        let Expr::List(items) = hir.expr(value) else { return };
        let around: Vec<String> = path.iter().cloned().chain(["*".to_owned()]).collect();
        if matches!(self.look(&around).answer, Answer::Missing | Answer::NotCovered) {
            return;
        }
        for item in hir.exprs_of(items) {
            let inner = written::definitions_in(text, hir, *item);
            self.judge(text, hir, &around, inner, problems);
        }
    }

    /// Whether a module of the flake declares this option, one around it or one in it: then the flake's
    /// own modules say what becomes of it.
    fn is_declared_here(&self, path: &[String]) -> bool {
        self.declared.iter().any(|declared| {
            // Inside an option of the flake's own, or around one.
            declared.iter().zip(path).all(|(own, part)| own == part || is_placeholder(own))
        })
    }

    fn look(&self, path: &[String]) -> Verdict<'a> {
        let known = self.built_in.look(path);
        let built_in = |proven| Verdict { answer: known, table: self.built_in, proven };
        let Some(own) = self.own else {
            let Answer::Row(row) = known else { return built_in(true) };
            let proven = |moment: &Moment| self.built_in.is_proven(row, *moment);
            return built_in(!self.moments.is_empty() && self.moments.iter().all(proven));
        };
        let answer = own.look(path);
        let says_more = matches!(known, Answer::Row(row) if !row.is_declared());
        match answer {
            // What to do in place of it is not told by an evaluation.
            Answer::Row(row) if !row.is_declared() && says_more => built_in(true),
            Answer::Missing if says_more => built_in(true),
            answer => Verdict { answer, table: own, proven: true },
        }
    }

    /// What is known of something that is not proven, for people.
    fn known_from(&self, verdict: &Verdict<'_>) -> String {
        let Answer::Row(row) = verdict.answer else { return String::new() };
        let first = verdict.table.sources_of(row).next();
        let first = first.map_or_else(String::new, |source| source.release.to_string());
        let proven = |moment: &&Moment| self.built_in.is_proven(row, **moment);
        let open = self.moments.iter().find(|moment| !proven(moment));
        let open = open.map_or_else(|| "the nixpkgs of this flake".to_owned(), Moment::to_string);
        format!("NixOS {first} has it so; unproven for {open}")
    }

    /// Whether what is said of a path is said of the path around it already.
    fn is_row_of_parent(&self, path: &[String], row: &Row) -> bool {
        let Some((_, parent)) = path.split_last() else { return false };
        matches!(self.look(parent).answer, Answer::Row(of_parent) if std::ptr::eq(of_parent, row))
    }

    /// Whether a name that the table lacks is certainly wrong: where it lies beside others and nobody
    /// but nixpkgs declares options, or where it is nearly the name of one.
    fn is_told_of_names(&self, path: &[String]) -> bool {
        let Some((name, parent)) = path.split_last() else { return false };
        let is_beside = parent.is_empty()
            || !matches!(self.look(parent).answer, Answer::Missing | Answer::NotCovered);
        is_beside && (!self.others_declare || self.meant(name, parent).is_some())
    }

    fn unknown(&self, path: &[String]) -> Option<Wrong> {
        let (name, parent) = path.split_last()?;
        let meant = self.meant(name, parent).map(|meant| {
            let path = parent.iter().cloned().chain([meant]).collect();
            OptionPath(path).to_string()
        });
        Some(Wrong::Unknown { meant })
    }

    fn meant(&self, name: &str, parent: &[String]) -> Option<String> {
        let names = self.own?.names_below(parent);
        nearest(name, names).map(str::to_owned)
    }
}

/// What is wrong with setting an option that is no more.
fn gone(row: &Row) -> Option<Wrong> {
    match &row.fact {
        Fact::Declared { .. } => None,
        Fact::Renamed { to, warns } => Some(Wrong::Renamed { to: to.clone(), warns: *warns }),
        Fact::Removed { instead } => Some(Wrong::Removed { instead: instead.clone() }),
    }
}

/// What is wrong with a value.
fn mistyped(hir: &Hir, row: &Row, value: ExprId) -> Option<Wrong> {
    let Fact::Declared { kind, .. } = &row.fact else { return None };
    let given = literal(hir, value)?;
    let wanted = Kind::read(kind);
    let is_wrong = !wanted.takes(&given);
    is_wrong.then(|| Wrong::Type { takes: kind.clone(), given: wanted.refused(&given) })
}

/// A value as it is written out; none where it is computed.
pub(super) fn literal(hir: &Hir, value: ExprId) -> Option<Value> {
    Some(match hir.expr(hir.inside_parens(value)) {
        Expr::Int(number) => Value::Int(number),
        Expr::Float(number) => Value::Float(number),
        Expr::Str(text) => Value::Text(Some(String::from_utf8_lossy(hir.text(text)).into_owned())),
        Expr::Interp(interp) => match hir.interp(interp).kind {
            InterpKind::Path(_) => Value::Path,
            InterpKind::String | InterpKind::Indented => Value::Text(None),
        },
        Expr::Path(..) => Value::Path,
        Expr::Global(name) => match hir.name(name) {
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            b"null" => Value::Null,
            _ => return None,
        },
        Expr::Negate(inner) => match literal(hir, inner)? {
            Value::Int(number) => Value::Int(number.checked_neg()?),
            Value::Float(number) => Value::Float(-number),
            _ => return None,
        },
        Expr::List(items) => {
            Value::List(hir.exprs_of(items).iter().map(|item| literal(hir, *item)).collect())
        }
        Expr::Attrs(set) if !is_special(hir, set) => Value::Set,
        Expr::Binary(BinOp::Concat, at) => {
            let [left, right] = hir.operands(at);
            let mut items = Vec::new();
            let mut is_list = false;
            for side in [left, right] {
                if let Some(Value::List(own)) = literal(hir, side) {
                    items.extend(own);
                    is_list = true;
                }
            }
            return is_list.then_some(Value::List(items));
        }
        Expr::Lambda(_) => Value::Function,
        _ => return None,
    })
}

/// Whether a set stands for something else: a derivation, a function, an `mkIf` by hand.
fn is_special(hir: &Hir, set: SetId) -> bool {
    let set = hir.set(set);
    let is_special = |name: &[u8]| {
        matches!(name, b"_type" | b"__functor" | b"__toString" | b"outPath" | b"type")
    };
    !set.dynamics.is_empty()
        || hir.bindings(set.bindings).iter().any(|binding| is_special(hir.name(binding.name)))
}

/// The options that a module declares, as far as their paths are written out.
pub fn declared_by(hir: &Hir) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let Some(set) = written::set_of(hir, hir.root()) else { return found };
    for binding in hir.bindings(hir.set(set).bindings) {
        if let (b"options", Entry::Value(value)) = (hir.name(binding.name), binding.entry) {
            declared_in(hir, value, &mut Vec::new(), &mut found);
        }
    }
    found
}

fn declared_in(hir: &Hir, value: ExprId, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    /// Deeper nobody declares.
    const DEPTH: usize = 64;
    let Expr::Attrs(set) = hir.expr(hir.inside_parens(value)) else {
        return found.push(path.clone());
    };
    let set = hir.set(set);
    // Names that are computed may be any.
    if !set.dynamics.is_empty() && !path.is_empty() {
        found.push(path.clone());
    }
    for binding in hir.bindings(set.bindings) {
        path.push(String::from_utf8_lossy(hir.name(binding.name)).into_owned());
        match binding.entry {
            Entry::Value(value) if path.len() < DEPTH => declared_in(hir, value, path, found),
            _ => found.push(path.clone()),
        }
        path.pop();
    }
}

/// Whether a module takes others out of NixOS, so that options may be other than nixpkgs has them.
pub fn disables_modules(hir: &Hir) -> bool {
    let Some(set) = written::set_of(hir, hir.root()) else { return false };
    let bindings = hir.bindings(hir.set(set).bindings).iter();
    bindings.map(|binding| hir.name(binding.name)).any(|name| name == b"disabledModules")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    const TABLE: &str = "# nixward options 1\n\
        source\told\t22.11\t-\tnotes\n\
        source\tnew\t26.11\t2026-08-31\tnixpkgs\n\
        s\n a\tnullOr bool = null\tnew\n b\t-> s.a\told\n c\tx use a\tnew\n l\tlistOf submodule = []\tnew\n  *\n   n\tint\n\
         \u{20}m\tattrsOf submodule = {}\tnew\n  <name>\n   p\tlistOf port\n  free\tsubmodule (freeform yaml)\n";

    fn wrongs(text: &str, moment: &str) -> Vec<String> {
        let table = Table::read(TABLE).unwrap();
        let moment = Moment::Release(moment.parse().unwrap());
        let judge = Judge {
            own: None,
            built_in: &table,
            moments: &[moment],
            declared: &[],
            others_declare: true,
        };
        let problems = judge.problems(text.as_bytes(), &parse(text.as_bytes()));
        let shown = |problem: Problem| {
            let sure = if problem.proven.is_ok() { "" } else { "?" };
            let at = text[problem.span.start as usize..problem.span.end as usize].to_owned();
            match problem.wrong {
                Wrong::Renamed { to, .. } => format!("{at}>{to}{sure}"),
                Wrong::Removed { instead } => format!("{at}:{instead}{sure}"),
                Wrong::Type { given, .. } => format!("{at}={given}{sure}"),
                Wrong::Unknown { .. } => format!("{at}!{sure}"),
            }
        };
        problems.into_iter().map(shown).collect()
    }

    #[test]
    fn what_is_written_out_is_judged() {
        for (text, expected) in [
            ("{ s.b = true; }", &["s.b>s.a"][..]),
            ("{ s = { c = 1; a = \"yes\"; }; }", &["c:use a", "a=a string"]),
            ("{ lib, ... }: { s.a = lib.mkIf true (lib.mkForce 1); }", &["s.a=an integer"]),
            ("{ config.s.c.deeper = 1; options.x = 1; }", &["s.c:use a"]),
            ("{ s.l = [ { n = \"x\"; } { n = 1; } ]; }", &["n=a string"]),
            ("{ s.m.any.p = [ 22 70000 ]; }", &["s.m.any.p=a list with 70000"]),
            ("{ s.m.any.free.whatever = 1; s.m.any.q = 1; }", &[]),
            ("{ s.a = null; s.m = { x = { }; }; }", &[]),
            ("{ s.a = f 1; s.l = map f [ ]; s.m = a // b; }", &[]),
            (
                "{ lib, options, ... }: { s = lib.optionalAttrs (options.s ? b) { b = true; }; }",
                &[],
            ),
            ("{ s.a = if x then true else \"no\"; }", &[]),
            ("{ s.l = [ { n = 1; } ] ++ more; }", &[]),
            ("x", &[]),
        ] {
            assert_eq!(wrongs(text, "26.11"), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_proven_is_said_so() {
        assert_eq!(wrongs("{ s.b = true; s.c = 1; }", "25.11"), ["s.b>s.a", "s.c:use a?"]);
        assert_eq!(wrongs("{ s.b = true; s.a = 1; }", "20.09"), ["s.b>s.a?", "s.a=an integer?"]);
    }

    #[test]
    fn declared_paths_are_found() {
        let hir = parse(b"{ options = { a.b = mkOption { }; c = { ${x} = 1; d.e = f { }; }; }; }");
        let found: Vec<String> = declared_by(&hir).iter().map(|path| path.join(".")).collect();
        assert_eq!(found, ["a.b", "c", "c.d.e"]);
        assert!(disables_modules(&parse(b"{ disabledModules = [ \"x\" ]; }")));
    }
}
