//! Order of evaluation, faults, tracing.

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::Coercion;
use crate::pure::fault::{Eval, Fault, FaultKind};
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("abort", 1, |ev, args| raise(ev, FaultKind::Abort, args[0])),
        builtin("throw", 1, |ev, args| raise(ev, FaultKind::Throw, args[0])),
        builtin("addErrorContext", 2, |ev, args| ev.force(args[1])),
        builtin("break", 1, |ev, args| ev.force(args[0])),
        builtin("deepSeq", 2, |ev, args| {
            ev.force_deep(args[0])?;
            ev.force(args[1])
        }),
        builtin("seq", 2, |ev, args| {
            if let Value::Unknown(_) = ev.force(args[0])? {
                ev.assume();
            }
            ev.force(args[1])
        }),
        builtin("trace", 2, |ev, args| {
            ev.force(args[0])?;
            ev.force(args[1])
        }),
        builtin("traceVerbose", 2, |ev, args| ev.force(args[1])),
        builtin("warn", 2, |ev, args| {
            let _message = ev.force_str(args[0])?;
            ev.force(args[1])
        }),
        builtin("tryEval", 1, try_eval),
    ]
}

fn raise(ev: &mut Evaluator, kind: FaultKind, message: Thunk) -> Eval<Value> {
    let message = ev.force(message)?;
    let text = match ev.coerce(message, Coercion::Interpolate)? {
        Ok((bytes, _)) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => "(a message that is not known)".to_owned(),
    };
    Err(Fault::new(kind, text))
}

/// Says whether evaluation succeeds; nobody knows where a check on something unknown was passed
/// over on the way.
fn try_eval(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let outer = ev.has_assumed();
    ev.forget_assumptions();
    let result = ev.force(args[0]);
    let assumed = ev.has_assumed();
    if outer {
        ev.assume();
    }
    let (success, value) = match result {
        Err(fault) if fault.is_limit() => return Err(fault),
        Ok(Value::Unknown(cause)) => (Value::Unknown(cause), Value::Unknown(cause)),
        Ok(_) | Err(_) if assumed => {
            let unknown = ev.unknown("whether an evaluation succeeds");
            (unknown, unknown)
        }
        Ok(value) => (Value::Bool(true), value),
        Err(fault) if fault.is_catchable() => (Value::Bool(false), Value::Bool(false)),
        Err(fault) => return Err(fault),
    };
    Ok(ev.set_of([("success", success), ("value", value)]))
}
