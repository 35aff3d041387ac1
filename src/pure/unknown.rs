//! What is not known, and why.
//!
//! Soundness: for every way the outside world could fill the unknowns, if Nix yields a value then
//! that value lies in what the abstract value describes.

use super::fault::Eval;
use super::heap::ThunkState;
use super::value::{Attr, FileId, ListData, Thunk, Unknown, Value};
use super::{Evaluator, path::PathData};
use crate::syntax::hir::Span;

/// The cause of an unknown value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownData {
    /// One phrase: "input `nixpkgs` is not in the store", "`builtins.currentTime`".
    pub reason: String,
    /// Where it came in.
    pub at: Option<(FileId, Span)>,
    /// For a path that starts with something known: everything below this folder.
    pub below: Option<PathData>,
    /// Whether it comes from outside of the flake (an input): it cannot name files of the flake
    /// by itself.
    pub outside: bool,
    /// For what comes from a library whose modules add no hosts (see [`super::known`]): the cause
    /// of what a call of it gives, which may well have to do with its argument.
    pub bystander: Option<Unknown>,
}

/// How many unknown conditions may be nested before the innermost is given up.
const MAX_NESTED_JOINS: u32 = 8;

impl Evaluator {
    /// An unknown value with its cause.
    pub fn unknown(&mut self, reason: impl Into<String>) -> Value {
        Value::Unknown(self.unknown_cause(reason, None))
    }

    /// An unknown value that comes from outside of the flake, with its cause.
    pub fn unknown_outside(&mut self, reason: impl Into<String>) -> Value {
        Value::Unknown(self.outside_cause(reason))
    }

    /// An unknown value of a library whose modules add no hosts.
    pub fn unknown_bystander(&mut self, reason: impl Into<String>) -> Value {
        let reason = reason.into();
        let called = self.outside_cause(reason.clone());
        let cause = self.outside_cause(reason);
        self.heap.unknowns[cause.index()].bystander = Some(called);
        Value::Unknown(cause)
    }

    pub(in crate::pure) fn outside_cause(&mut self, reason: impl Into<String>) -> Unknown {
        let cause = self.unknown_cause(reason, None);
        self.heap.unknowns[cause.index()].outside = true;
        cause
    }

    pub(in crate::pure) fn unknown_cause(
        &mut self,
        reason: impl Into<String>,
        below: Option<PathData>,
    ) -> Unknown {
        let id = u32::try_from(self.heap.unknowns.len()).unwrap_or(u32::MAX);
        self.heap.unknowns.push(UnknownData {
            reason: reason.into(),
            at: self.here(),
            below,
            outside: false,
            bystander: None,
        });
        Unknown(id)
    }

    /// Why it is unknown.
    pub fn cause(&self, unknown: Unknown) -> &UnknownData {
        &self.heap.unknowns[unknown.index()]
    }

    /// Notes that a check on something unknown was taken to succeed: `tryEval` must not promise.
    pub(in crate::pure) fn assume(&mut self) {
        self.assumed = true;
    }

    /// The value of `if cause then a else b`, `cause` unknown.
    pub(in crate::pure) fn join_arms(
        &mut self,
        cause: Unknown,
        a: impl FnOnce(&mut Self) -> Eval<Value>,
        b: impl FnOnce(&mut Self) -> Eval<Value>,
    ) -> Eval<Value> {
        self.assume();
        if self.nested_joins >= MAX_NESTED_JOINS {
            return Ok(Value::Unknown(cause));
        }
        self.nested_joins += 1;
        let left = a(self);
        let right = match &left {
            Err(fault) if fault.is_limit() => None,
            // Nothing can be gained from the other arm.
            Ok(Value::Unknown(_)) => None,
            _ => Some(b(self)),
        };
        self.nested_joins -= 1;
        match (left, right) {
            (left, None) => left,
            (_, Some(Err(fault))) if fault.is_limit() => Err(fault),
            // `tryEval` must see the fault that it could catch.
            (Err(left), Some(Err(right))) => Err(if left.is_catchable() { left } else { right }),
            (Err(_), Some(right)) => right,
            (left, Some(Err(_))) => left,
            (Ok(left), Some(Ok(right))) => Ok(self.join(cause, left, right)),
        }
    }

    /// The smallest description that covers both values.
    pub(in crate::pure) fn join(&mut self, cause: Unknown, a: Value, b: Value) -> Value {
        match (a, b) {
            (Value::Unknown(_), _) => a,
            (_, Value::Unknown(_)) => b,
            (Value::Null, Value::Null) => a,
            (Value::Bool(x), Value::Bool(y)) if x == y => a,
            (Value::Int(x), Value::Int(y)) if x == y => a,
            (Value::Float(x), Value::Float(y)) if x.to_bits() == y.to_bits() => a,
            (Value::Str(x), Value::Str(y)) => {
                let (x, y) = (self.heap.string(x), self.heap.string(y));
                if x.bytes == y.bytes && x.context == y.context { a } else { Value::Unknown(cause) }
            }
            (Value::Path(x), Value::Path(y))
                if self.heap.path_data(x) == self.heap.path_data(y) =>
            {
                a
            }
            (Value::Builtin(x), Value::Builtin(y)) if x == y => a,
            (Value::Lambda(x), Value::Lambda(y)) if x == y => a,
            (Value::List(x), Value::List(y)) if x == y => a,
            (Value::Set(x), Value::Set(y)) if x == y => a,
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.list_data(x), self.heap.list_data(y));
                self.join_lists(&x, &y)
            }
            (Value::Set(x), Value::Set(y)) => {
                let (x, y) = (self.heap.set_data(x), self.heap.set_data(y));
                let mut attrs = Vec::with_capacity(x.attrs.len().max(y.attrs.len()));
                let (x_open, y_open) = (x.open, y.open);
                merge(&x.attrs, &y.attrs, |left, right| {
                    attrs.push(match (left, right) {
                        (Some(l), Some(r)) => Attr {
                            value: self.join_thunks(l.value, r.value),
                            maybe: l.maybe || r.maybe,
                            ..*l
                        },
                        (Some(l), None) => self.one_sided(*l, y_open),
                        (None, Some(r)) => self.one_sided(*r, x_open),
                        (None, None) => return,
                    });
                });
                self.heap.sorted_set(attrs, x_open.or(y_open))
            }
            _ => Value::Unknown(cause),
        }
    }

    /// An attribute that the other arm does not list: there it is absent or, where that set is
    /// open, anything.
    fn one_sided(&mut self, attr: Attr, other_open: Option<Unknown>) -> Attr {
        let value = match other_open {
            Some(cause) => self.heap.done(Value::Unknown(cause)),
            None => attr.value,
        };
        Attr { value, maybe: true, ..attr }
    }

    fn join_lists(&mut self, x: &ListData, y: &ListData) -> Value {
        if x.is_exact() && y.is_exact() && x.items.len() == y.items.len() {
            let items =
                x.items.iter().zip(&*y.items).map(|(a, b)| self.join_thunks(*a, *b)).collect();
            return self.heap.list_of(items);
        }
        let items: Box<[Thunk]> = x.items.iter().chain(&*y.items).copied().collect();
        let maybe = Some(vec![true; items.len()].into());
        self.heap.list(ListData { items, maybe, open: x.open.or(y.open) })
    }

    /// The cause of a join whose condition is no longer at hand.
    pub(in crate::pure) fn join_cause(&mut self) -> Unknown {
        if let Some(cause) = self.generic_join {
            return cause;
        }
        let cause = self.unknown_cause("a choice between two values", None);
        self.generic_join = Some(cause);
        cause
    }

    /// One of two thunks, nobody knows which.
    pub(in crate::pure) fn join_thunks(&mut self, a: Thunk, b: Thunk) -> Thunk {
        if a == b { a } else { self.heap.thunk(ThunkState::Join(a, b)) }
    }
}

/// Walks two sorted runs of attributes in step.
pub(in crate::pure) fn merge<'a>(
    mut a: &'a [Attr],
    mut b: &'a [Attr],
    mut each: impl FnMut(Option<&'a Attr>, Option<&'a Attr>),
) {
    while let (Some(x), Some(y)) = (a.first(), b.first()) {
        match x.name.cmp(&y.name) {
            std::cmp::Ordering::Less => {
                each(Some(x), None);
                a = &a[1..];
            }
            std::cmp::Ordering::Greater => {
                each(None, Some(y));
                b = &b[1..];
            }
            std::cmp::Ordering::Equal => {
                each(Some(x), Some(y));
                a = &a[1..];
                b = &b[1..];
            }
        }
    }
    for x in a {
        each(Some(x), None);
    }
    for y in b {
        each(None, Some(y));
    }
}
