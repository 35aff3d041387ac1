//! `match` and `split`: POSIX extended regular expressions over bytes.

mod brackets;
mod bytes;
mod overlap;
mod syntax;
mod translate;

use std::rc::Rc;

use regex::bytes::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use super::args::known;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Context, Thunk, Value};
use overlap::Machine;
use syntax::{Node, Refusal};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("match", 2, matches), builtin("split", 2, split)]
}

/// Start and end.
type Span = (usize, usize);

/// The expressions of one query, each compiled once.
#[derive(Default)]
pub(in crate::pure) struct Regexes {
    whole: FxHashMap<Rc<[u8]>, Result<Rc<Regex>, Refusal>>,
    anywhere: FxHashMap<Rc<[u8]>, Result<Rc<Finder>, Refusal>>,
}

impl Regexes {
    /// The expression for a whole text.
    fn whole(&mut self, pattern: &Rc<[u8]>) -> Result<Rc<Regex>, Refusal> {
        if let Some(regex) = self.whole.get(pattern) {
            return regex.clone();
        }
        let regex = syntax::parse(pattern).and_then(|(node, _)| {
            compile(&Node::Sequence(vec![Node::Start, Node::Choice(vec![node]), Node::End]))
        });
        self.whole.insert(Rc::clone(pattern), regex.clone());
        regex
    }

    /// The expression for parts of a text.
    fn anywhere(&mut self, pattern: &Rc<[u8]>) -> Result<Rc<Finder>, Refusal> {
        if let Some(finder) = self.anywhere.get(pattern) {
            return finder.clone();
        }
        let finder = syntax::parse(pattern).and_then(|(node, groups)| {
            if overlap::overlaps(&node) {
                let machine = Machine::new(&node, groups).ok_or(Refusal::Unclear)?;
                return Ok(Rc::new(Finder::Overlapping(machine)));
            }
            Ok(Rc::new(Finder::Plain(compile(&node)?)))
        });
        self.anywhere.insert(Rc::clone(pattern), finder.clone());
        finder
    }
}

/// Bytes of a compiled expression; larger ones are given up.
const MOST_BYTES: usize = 1 << 24;

fn compile(node: &Node) -> Result<Rc<Regex>, Refusal> {
    RegexBuilder::new(&translate::pattern(node))
        .unicode(false)
        .nest_limit(2000)
        .size_limit(MOST_BYTES)
        .build()
        .map(Rc::new)
        .map_err(|_| Refusal::Unclear)
}

/// Finds matches inside a text.
enum Finder {
    Plain(Rc<Regex>),
    Overlapping(Machine),
}

impl Finder {
    /// The first match at or behind `from`: the whole and its groups. None where the search takes
    /// too long.
    fn find(&self, text: &[u8], from: usize) -> Option<Option<Vec<Option<Span>>>> {
        match self {
            Self::Overlapping(machine) => machine.find(text, from),
            Self::Plain(regex) => Some(regex.captures_at(text, from).map(|captures| {
                captures.iter().map(|part| part.map(|part| (part.start(), part.end()))).collect()
            })),
        }
    }
}

fn refuse(ev: &mut Evaluator, pattern: &[u8], refusal: Refusal) -> Eval<Value> {
    let pattern = String::from_utf8_lossy(pattern);
    match refusal {
        Refusal::Invalid => Err(Fault::eval(format!("invalid regular expression '{pattern}'"))),
        Refusal::Unclear => {
            ev.assume();
            Ok(ev.unknown(format!("what the regular expression '{pattern}' matches")))
        }
    }
}

/// The groups of a regular expression that matches the whole text, or null.
fn matches(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let pattern = known!(ev, ev.plain_arg(args[0]));
    let regex = match ev.regexes.whole(&pattern) {
        Ok(regex) => regex,
        Err(refusal) => return refuse(ev, &pattern, refusal),
    };
    let (text, _) = known!(ev, ev.string_arg(args[1]));
    let Some(captures) = regex.captures(&text) else {
        return Ok(Value::Null);
    };
    let groups =
        captures.iter().skip(1).map(|part| part.map(|part| (part.start(), part.end()))).collect();
    Ok(groups_value(ev, &text, groups))
}

fn groups_value(ev: &mut Evaluator, text: &[u8], groups: Vec<Option<Span>>) -> Value {
    let items = groups
        .into_iter()
        .map(|group| {
            let value = match group {
                Some((start, end)) => ev.heap.str(&text[start..end]),
                None => Value::Null,
            };
            ev.heap.done(value)
        })
        .collect();
    ev.heap.list_of(items)
}

/// What stands between the matches, and the groups of each match.
fn split(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let pattern = known!(ev, ev.plain_arg(args[0]));
    let finder = match ev.regexes.anywhere(&pattern) {
        Ok(finder) => finder,
        Err(refusal) => return refuse(ev, &pattern, refusal),
    };
    let (text, context) = known!(ev, ev.string_arg(args[1]));
    let mut parts = Vec::new();
    let (mut from, mut done) = (0, 0);
    while from <= text.len() {
        ev.step()?;
        let Some(found) = finder.find(&text, from) else {
            return refuse(ev, &pattern, Refusal::Unclear);
        };
        let Some((Some((start, end)), groups)) = found.map(|mut spans| (spans.remove(0), spans))
        else {
            break;
        };
        let before = ev.heap.str(&text[done..start]);
        parts.push(ev.heap.done(before));
        let groups = groups_value(ev, &text, groups);
        parts.push(ev.heap.done(groups));
        done = end;
        from = if end == start { end + 1 } else { end };
    }
    // A text without a match keeps what it depends on; its parts would not.
    let context = if parts.is_empty() { context } else { Context::NONE };
    let rest = ev.heap.str_with(&text[done..], context);
    parts.push(ev.heap.done(rest));
    Ok(ev.heap.list_of(parts))
}
