//! What builtins ask of their arguments.

use std::rc::Rc;

use crate::pure::Evaluator;
use crate::pure::coerce::{Coercion, Text};
use crate::pure::fault::{Eval, Fault};
use crate::pure::select::Found;
use crate::pure::value::{Context, Thunk, Unknown, Value};

/// What is known, or why not.
pub(super) type Known<T> = Result<T, Unknown>;

/// What is known of an argument; returns from the calling builtin where it is not known.
macro_rules! known {
    ($ev:expr, $answer:expr) => {
        match $answer? {
            Ok(value) => value,
            Err(cause) => {
                $ev.assume();
                return Ok(Value::Unknown(cause));
            }
        }
    };
}
pub(super) use known;

impl Evaluator {
    /// A string argument with its context.
    pub(super) fn string_arg(&mut self, arg: Thunk) -> Eval<Text> {
        Ok(self.force_str(arg)?.map(|str| {
            let data = self.heap.string(str);
            (Rc::clone(&data.bytes), data.context)
        }))
    }

    /// A string argument that must not depend on the store.
    pub(super) fn plain_arg(&mut self, arg: Thunk) -> Eval<Known<Rc<[u8]>>> {
        match self.string_arg(arg)? {
            Ok((bytes, Context::NONE)) => Ok(Ok(bytes)),
            Ok((bytes, _)) => Err(Fault::eval(format!(
                "the string '{}' is not allowed to refer to a store path",
                String::from_utf8_lossy(&bytes)
            ))),
            Err(cause) => Ok(Err(cause)),
        }
    }

    /// The string an argument converts to.
    pub(super) fn text_arg(&mut self, arg: Thunk, how: Coercion) -> Eval<Text> {
        let value = self.force(arg)?;
        self.coerce(value, how)
    }

    /// An integer argument.
    pub(super) fn int_arg(&mut self, arg: Thunk) -> Eval<Known<i64>> {
        match self.force(arg)? {
            Value::Int(int) => Ok(Ok(int)),
            Value::Unknown(cause) => Ok(Err(cause)),
            other => Err(self.wrong_type("an integer", other)),
        }
    }

    /// A function argument: also a set with a `__functor`.
    pub(super) fn function_arg(&mut self, arg: Thunk) -> Eval<Value> {
        let value = self.force(arg)?;
        let functor = self.names.functor;
        let callable = match value {
            Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_) | Value::Unknown(_) => true,
            Value::Set(_) => !matches!(self.lookup(value, functor), Found::No),
            _ => false,
        };
        if callable { Ok(value) } else { Err(self.wrong_type("a function", value)) }
    }

    /// An attribute that must be there, forced.
    pub(super) fn required_attr(&mut self, set: Value, name: &str) -> Eval<Value> {
        let name = self.heap.symbols.intern(name.as_bytes());
        self.select_required(set, name)
    }

    /// An attribute that need not be there.
    pub(super) fn optional_attr(&mut self, set: Value, name: &str) -> Eval<Known<Option<Thunk>>> {
        if !matches!(set, Value::Set(_) | Value::Unknown(_)) {
            return Err(self.wrong_type("a set", set));
        }
        let name = self.heap.symbols.intern(name.as_bytes());
        Ok(match self.lookup(set, name) {
            Found::Yes(thunk) => Ok(Some(thunk)),
            Found::No => Ok(None),
            Found::Maybe(_) => Err(self.join_cause()),
            Found::Unknown(cause) => Err(cause),
        })
    }

    /// The text of an attribute that must be there.
    pub(super) fn attr_text(&mut self, set: Value, name: &str) -> Eval<Known<Rc<[u8]>>> {
        let value = self.required_attr(set, name)?;
        let thunk = self.heap.done(value);
        self.plain_arg(thunk)
    }
}
