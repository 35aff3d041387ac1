//! Equality and order.

use std::cmp::Ordering;

use super::Evaluator;
use super::fault::{Eval, Fault};
use super::value::{ListData, SetData, Thunk, Unknown, Value};

/// An answer, or why there is none.
pub(in crate::pure) type Answer = Result<bool, Unknown>;

impl Evaluator {
    /// `a == b`
    pub(in crate::pure) fn equal(&mut self, a: Value, b: Value) -> Eval<Answer> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::float_cmp,
            reason = "Nix compares numbers the same way"
        )]
        Ok(Ok(match (a, b) {
            (Value::Unknown(cause), _) | (_, Value::Unknown(cause)) => return Ok(Err(cause)),
            (Value::Null, Value::Null) => true,
            (Value::Bool(x), Value::Bool(y)) => x == y,
            (Value::Int(x), Value::Int(y)) => x == y,
            (Value::Float(x), Value::Float(y)) => x == y,
            (Value::Int(x), Value::Float(y)) | (Value::Float(y), Value::Int(x)) => x as f64 == y,
            (Value::Str(x), Value::Str(y)) => {
                self.heap.string(x).bytes == self.heap.string(y).bytes
            }
            (Value::Path(x), Value::Path(y)) => self.heap.path_data(x) == self.heap.path_data(y),
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.list_data(x), self.heap.list_data(y));
                return self.nested(|ev| ev.equal_lists(&x, &y));
            }
            (Value::Set(x), Value::Set(y)) => {
                let (x, y) = (self.heap.set_data(x), self.heap.set_data(y));
                return self.nested(|ev| ev.equal_sets(&x, &y));
            }
            // Functions are never equal, and different types are different.
            _ => false,
        }))
    }

    /// Two values that may be one and the same.
    pub(in crate::pure) fn equal_thunks(&mut self, a: Thunk, b: Thunk) -> Eval<Answer> {
        let (first, second) = (self.force(a)?, self.force(b)?);
        // One value equals itself, even where it holds functions.
        if a == b { Ok(Ok(true)) } else { self.equal(first, second) }
    }

    fn equal_lists(&mut self, x: &ListData, y: &ListData) -> Eval<Answer> {
        for list in [x, y] {
            if !list.is_exact() {
                return Ok(Err(list.open.unwrap_or_else(|| self.join_cause())));
            }
        }
        if x.items.len() != y.items.len() {
            return Ok(Ok(false));
        }
        for (a, b) in x.items.iter().zip(&*y.items) {
            match self.equal_thunks(*a, *b)? {
                Ok(true) => {}
                other => return Ok(other),
            }
        }
        Ok(Ok(true))
    }

    fn equal_sets(&mut self, x: &SetData, y: &SetData) -> Eval<Answer> {
        for set in [x, y] {
            if !set.is_exact() {
                return Ok(Err(set.open.unwrap_or_else(|| self.join_cause())));
            }
        }
        if let Some(answer) = self.equal_derivations(x, y)? {
            return Ok(answer);
        }
        if x.attrs.len() != y.attrs.len()
            || x.attrs.iter().zip(&*y.attrs).any(|(a, b)| a.name != b.name)
        {
            return Ok(Ok(false));
        }
        // Nix walks in its own order of symbols; which of several faults comes first is not ours
        // to promise, the answer is the same.
        for (a, b) in x.attrs.iter().zip(&*y.attrs) {
            match self.equal_thunks(a.value, b.value)? {
                Ok(true) => {}
                other => return Ok(other),
            }
        }
        Ok(Ok(true))
    }

    /// Two derivations are compared by their output path alone.
    fn equal_derivations(&mut self, x: &SetData, y: &SetData) -> Eval<Option<Answer>> {
        for set in [x, y] {
            match self.is_derivation(set)? {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(cause) => return Ok(Some(Err(cause))),
            }
        }
        let name = self.names.out_path;
        match (x.get(name), y.get(name)) {
            (Some(a), Some(b)) => self.equal_thunks(a.value, b.value).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether the set's `type` is "derivation".
    pub(in crate::pure) fn is_derivation(&mut self, set: &SetData) -> Eval<Answer> {
        let Some(attr) = set.get(self.names.kind) else {
            return Ok(set.open.map_or(Ok(false), Err));
        };
        Ok(match self.force(attr.value)? {
            Value::Str(str) => Ok(&*self.heap.string(str).bytes == b"derivation"),
            Value::Unknown(cause) => Err(cause),
            _ => Ok(false),
        })
    }

    /// `a < b`
    pub(in crate::pure) fn less(&mut self, a: Value, b: Value) -> Eval<Answer> {
        #[expect(clippy::cast_precision_loss, reason = "Nix compares numbers the same way")]
        Ok(Ok(match (a, b) {
            (Value::Unknown(cause), _) | (_, Value::Unknown(cause)) => return Ok(Err(cause)),
            (Value::Int(x), Value::Int(y)) => x < y,
            (Value::Float(x), Value::Float(y)) => x < y,
            (Value::Int(x), Value::Float(y)) => (x as f64) < y,
            (Value::Float(x), Value::Int(y)) => x < y as f64,
            (Value::Str(x), Value::Str(y)) => self.heap.string(x).bytes < self.heap.string(y).bytes,
            (Value::Path(x), Value::Path(y)) => {
                let (x, y) = (self.heap.path_data(x).clone(), self.heap.path_data(y).clone());
                match (self.path_text(&x), self.path_text(&y)) {
                    (Ok(x), Ok(y)) => x < y,
                    (Err(cause), _) | (_, Err(cause)) => return Ok(Err(cause)),
                }
            }
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.list_data(x), self.heap.list_data(y));
                return self.nested(|ev| ev.less_lists(&x, &y));
            }
            _ => {
                return Err(Fault::eval(format!(
                    "cannot compare {} with {}",
                    super::coerce::type_phrase(a),
                    super::coerce::type_phrase(b)
                )));
            }
        }))
    }

    /// Lexicographic.
    fn less_lists(&mut self, x: &ListData, y: &ListData) -> Eval<Answer> {
        for list in [x, y] {
            if !list.is_exact() {
                return Ok(Err(list.open.unwrap_or_else(|| self.join_cause())));
            }
        }
        for at in 0.. {
            let (a, b) = match (x.items.get(at), y.items.get(at)) {
                (_, None) => return Ok(Ok(false)),
                (None, Some(_)) => return Ok(Ok(true)),
                (Some(a), Some(b)) => (*a, *b),
            };
            match self.equal_thunks(a, b)? {
                Ok(true) => {}
                Ok(false) => {
                    let (a, b) = (self.force(a)?, self.force(b)?);
                    return self.less(a, b);
                }
                Err(cause) => return Ok(Err(cause)),
            }
        }
        Ok(Ok(false))
    }

    /// The order that sorting needs.
    pub(in crate::pure) fn order(&mut self, a: Value, b: Value) -> Eval<Result<Ordering, Unknown>> {
        Ok(match self.less(a, b)? {
            Ok(true) => Ok(Ordering::Less),
            Ok(false) => match self.less(b, a)? {
                Ok(true) => Ok(Ordering::Greater),
                Ok(false) => Ok(Ordering::Equal),
                Err(cause) => Err(cause),
            },
            Err(cause) => Err(cause),
        })
    }
}
