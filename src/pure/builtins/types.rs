//! What kind of value something is.

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::type_name;
use crate::pure::fault::Eval;
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("isAttrs", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Set(_)))),
        builtin("isBool", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Bool(_)))),
        builtin("isFloat", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Float(_)))),
        builtin("isFunction", 1, |ev, args| {
            is(ev, args[0], |v| {
                matches!(v, Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_))
            })
        }),
        builtin("isInt", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Int(_)))),
        builtin("isList", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::List(_)))),
        builtin("isNull", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Null))),
        builtin("isPath", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Path(_)))),
        builtin("isString", 1, |ev, args| is(ev, args[0], |v| matches!(v, Value::Str(_)))),
        builtin("typeOf", 1, |ev, args| match ev.force(args[0])? {
            Value::Unknown(cause) => Ok(Value::Unknown(cause)),
            value => Ok(ev.heap.str(type_name(value).as_bytes())),
        }),
    ]
}

fn is(ev: &mut Evaluator, arg: Thunk, test: fn(Value) -> bool) -> Eval<Value> {
    Ok(match ev.force(arg)? {
        Value::Unknown(cause) => Value::Unknown(cause),
        value => Value::Bool(test(value)),
    })
}
