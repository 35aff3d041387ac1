//! Numbers.

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("add", 2, |ev, args| {
            let (a, b) = both(ev, args)?;
            ev.arithmetic(a, b, "adding", i64::checked_add, |x, y| x + y)
        }),
        builtin("sub", 2, |ev, args| {
            let (a, b) = both(ev, args)?;
            ev.subtract(a, b)
        }),
        builtin("mul", 2, |ev, args| {
            let (a, b) = both(ev, args)?;
            ev.arithmetic(a, b, "multiplying", i64::checked_mul, |x, y| x * y)
        }),
        builtin("div", 2, |ev, args| {
            let (a, b) = both(ev, args)?;
            ev.divide(a, b)
        }),
        builtin("bitAnd", 2, |ev, args| bits(ev, args, |x, y| x & y)),
        builtin("bitOr", 2, |ev, args| bits(ev, args, |x, y| x | y)),
        builtin("bitXor", 2, |ev, args| bits(ev, args, |x, y| x ^ y)),
        builtin("ceil", 1, |ev, args| round(ev, args[0], f64::ceil)),
        builtin("floor", 1, |ev, args| round(ev, args[0], f64::floor)),
        builtin("lessThan", 2, |ev, args| {
            let (a, b) = both(ev, args)?;
            Ok(match ev.less(a, b)? {
                Ok(less) => Value::Bool(less),
                Err(cause) => {
                    ev.assume();
                    Value::Unknown(cause)
                }
            })
        }),
    ]
}

fn both(ev: &mut Evaluator, args: &[Thunk]) -> Eval<(Value, Value)> {
    Ok((ev.force(args[0])?, ev.force(args[1])?))
}

fn bits(ev: &mut Evaluator, args: &[Thunk], combine: fn(i64, i64) -> i64) -> Eval<Value> {
    match both(ev, args)? {
        (Value::Int(x), Value::Int(y)) => Ok(Value::Int(combine(x, y))),
        (Value::Int(_) | Value::Unknown(_), unknown @ Value::Unknown(_))
        | (unknown @ Value::Unknown(_), Value::Int(_)) => {
            ev.assume();
            Ok(unknown)
        }
        (Value::Int(_) | Value::Unknown(_), other) | (other, _) => {
            Err(ev.wrong_type("an integer", other))
        }
    }
}

/// Integers go through a double, as in Nix, and must survive it.
fn round(ev: &mut Evaluator, arg: Thunk, how: fn(f64) -> f64) -> Eval<Value> {
    #[expect(clippy::cast_precision_loss, reason = "what is lost is an error, checked below")]
    let (float, int) = match ev.force(arg)? {
        value @ Value::Unknown(_) => return Ok(value),
        Value::Int(int) => (int as f64, Some(int)),
        Value::Float(float) => (how(float), None),
        other => return Err(ev.wrong_type("a number", other)),
    };
    match integer(float) {
        Some(rounded) if int.is_none_or(|int| int == rounded) => Ok(Value::Int(rounded)),
        _ => Err(Fault::eval(format!("{float} has no integer next to it"))),
    }
}

/// The integer that a rounded float is.
fn integer(float: f64) -> Option<i64> {
    // 2^63 is exact as a double; the range check makes the conversion exact too.
    if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float) {
        #[expect(clippy::cast_possible_truncation, reason = "in range, checked above")]
        return Some(float as i64);
    }
    None
}
