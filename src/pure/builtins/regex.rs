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

/// The whole match, and each group that took part.
type Match = Vec<Option<Span>>;

/// The expressions of one query, each compiled once: for a whole text, and for parts of one.
#[derive(Default)]
pub(in crate::pure) struct Regexes {
    compiled: FxHashMap<(Rc<[u8]>, bool), Compiled>,
}

type Compiled = Result<Rc<Matcher>, Refusal>;

impl Regexes {
    fn get(&mut self, pattern: &Rc<[u8]>, whole: bool) -> Compiled {
        self.compiled
            .entry((Rc::clone(pattern), whole))
            .or_insert_with(|| Matcher::new(pattern, whole).map(Rc::new))
            .clone()
    }
}

/// Finds matches of one expression.
enum Matcher {
    Regex(Regex),
    ByHand(Machine, bool),
}

/// Bytes of a compiled expression; larger ones are given up.
const MOST_BYTES: usize = 1 << 24;

impl Matcher {
    fn new(pattern: &[u8], whole: bool) -> Result<Self, Refusal> {
        let (node, groups) = syntax::parse(pattern)?;
        // For a whole text there is no longer match to prefer.
        if overlap::repeats_nothing(&node) || !whole && overlap::overlaps(&node) {
            let machine = Machine::new(&node, groups).ok_or(Refusal::Unclear)?;
            return Ok(Self::ByHand(machine, whole));
        }
        let node = if whole {
            Node::Sequence(vec![Node::Start, Node::Choice(vec![node]), Node::End])
        } else {
            node
        };
        RegexBuilder::new(&translate::pattern(&node))
            .unicode(false)
            .nest_limit(2000)
            .size_limit(MOST_BYTES)
            .build()
            .map(Self::Regex)
            .map_err(|_| Refusal::Unclear)
    }

    /// The first match at or behind `from`. Refused where the search takes too long.
    fn find(&self, text: &[u8], from: usize) -> Result<Option<Match>, Refusal> {
        match self {
            Self::ByHand(machine, whole) => machine.find(text, from, *whole),
            Self::Regex(regex) => Ok(regex.captures_at(text, from).map(|captures| {
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
    let matcher = match ev.regexes.get(&pattern, true) {
        Ok(matcher) => matcher,
        Err(refusal) => return refuse(ev, &pattern, refusal),
    };
    let (text, _) = known!(ev, ev.string_arg(args[1]));
    match matcher.find(&text, 0) {
        Err(refusal) => refuse(ev, &pattern, refusal),
        Ok(None) => Ok(Value::Null),
        Ok(Some(found)) => Ok(groups_value(ev, &text, &found[1..])),
    }
}

fn groups_value(ev: &mut Evaluator, text: &[u8], groups: &[Option<Span>]) -> Value {
    let items = groups
        .iter()
        .map(|group| {
            let value = match group {
                Some((start, end)) => ev.heap.str(&text[*start..*end]),
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
    let matcher = match ev.regexes.get(&pattern, false) {
        Ok(matcher) => matcher,
        Err(refusal) => return refuse(ev, &pattern, refusal),
    };
    let (text, context) = known!(ev, ev.string_arg(args[1]));
    let mut parts = Vec::new();
    let (mut from, mut done) = (0, 0);
    while from <= text.len() {
        ev.step()?;
        let found = match matcher.find(&text, from) {
            Ok(found) => found,
            Err(refusal) => return refuse(ev, &pattern, refusal),
        };
        let Some([Some((start, end)), groups @ ..]) = found.as_deref() else {
            break;
        };
        let (start, end) = (*start, *end);
        ev.reserve((end - start) * groups.len())?;
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
