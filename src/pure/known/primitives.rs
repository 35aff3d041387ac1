//! What nixward's own texts can ask that Nix code cannot: how much of a value is known.
//!
//! `known/nixward.nix` says what each of them is where nothing is unknown.

use crate::pure::builtins::{BUILTINS, Builtin, builtin, force_list};
use crate::pure::unknown::UnknownData;
use crate::pure::value::{Attr, ListData, SetData, Thunk, Unknown, Value};
use crate::pure::{Eval, Evaluator};

/// Marks the entries of the builtin table that are not in `builtins`.
pub(in crate::pure) const PREFIX: &str = "nixward.";

/// The entries of the builtin table.
pub(in crate::pure) fn primitives() -> Vec<Builtin> {
    vec![
        builtin("nixward.attrs", 1, attrs),
        builtin("nixward.because", 1, because),
        builtin("nixward.grows", 2, grows),
        builtin("nixward.isBystander", 1, |ev, args| {
            origin(ev, args, |cause| cause.bystander.is_some())
        }),
        builtin("nixward.isOutside", 1, |ev, args| origin(ev, args, |cause| cause.outside)),
        builtin("nixward.isUnknown", 1, |ev, args| {
            Ok(Value::Bool(matches!(ev.force(args[0])?, Value::Unknown(_))))
        }),
        builtin("nixward.items", 1, items),
        builtin("nixward.open", 2, |ev, args| open(ev, args, Evaluator::unknown_outside)),
        builtin("nixward.openFunctions", 2, |ev, args| open(ev, args, Evaluator::unknown)),
        builtin("nixward.pathKey", 1, path_key),
        builtin("nixward.perhaps", 1, perhaps),
    ]
}

/// Whether a value is not known, and its cause has a property.
fn origin(ev: &mut Evaluator, args: &[Thunk], has: fn(&UnknownData) -> bool) -> Eval<Value> {
    Ok(Value::Bool(match ev.force(args[0])? {
        Value::Unknown(cause) => has(ev.cause(cause)),
        _ => false,
    }))
}

/// The set of all of them.
pub(super) fn set(ev: &mut Evaluator) -> Value {
    let mut attrs = Vec::new();
    for (at, builtin) in BUILTINS.iter().enumerate() {
        if let (Some(name), Ok(at)) = (builtin.name.strip_prefix(PREFIX), u16::try_from(at)) {
            attrs.push(ev.heap.attr(name, Value::Builtin(at)));
        }
    }
    ev.heap.set(attrs, None)
}

fn cause(
    ev: &mut Evaluator,
    reason: Thunk,
    unknown: fn(&mut Evaluator, String) -> Value,
) -> Eval<Value> {
    let reason = match ev.force_str(reason)? {
        Ok(str) => String::from_utf8_lossy(&ev.heap.string(str).bytes).into_owned(),
        Err(cause) => return Ok(Value::Unknown(cause)),
    };
    Ok(unknown(ev, reason))
}

fn because(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    cause(ev, args[0], Evaluator::unknown_outside)
}

fn open(
    ev: &mut Evaluator,
    args: &[Thunk],
    unknown: fn(&mut Evaluator, String) -> Value,
) -> Eval<Value> {
    let cause = cause(ev, args[0], unknown)?;
    match (ev.force(args[1])?, cause) {
        (Value::Set(set), Value::Unknown(cause)) => {
            let attrs = ev.heap.set_data(set).attrs.to_vec();
            Ok(ev.heap.sorted_set(attrs, Some(cause)))
        }
        (other, _) => Ok(other),
    }
}

fn grows(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let Value::List(list) = ev.force(args[1])? else { return ev.force(args[1]) };
    let list = (*ev.heap.list_data(list)).clone();
    match because(ev, args)? {
        Value::Unknown(cause) => Ok(ev.heap.list(ListData { open: Some(cause), ..list })),
        other => Ok(other),
    }
}

/// `{ value; maybe; }`
fn entry(ev: &mut Evaluator, value: Thunk, maybe: bool) -> Thunk {
    let maybe = ev.heap.attr("maybe", Value::Bool(maybe));
    let value = Attr { name: ev.heap.symbols.intern(b"value"), value, pos: 0, maybe: false };
    let set = ev.heap.set(vec![value, maybe], None);
    ev.heap.done(set)
}

/// Whether there may be more, and why.
fn described(ev: &mut Evaluator, name: &str, known: Value, open: Option<Unknown>) -> Value {
    let why = open.map_or(Value::Null, Value::Unknown);
    ev.set_of([(name, known), ("open", Value::Bool(open.is_some())), ("why", why)])
}

fn items(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = match force_list(ev, args[0])? {
        Ok(list) => (*list).clone(),
        Err(cause) => ListData { open: Some(cause), ..ListData::default() },
    };
    let items = list.items.iter().enumerate();
    let items = items.map(|(at, item)| entry(ev, *item, list.is_maybe(at))).collect();
    let items = ev.heap.list_of(items);
    Ok(described(ev, "items", items, list.open))
}

fn attrs(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let set = match ev.force(args[0])? {
        Value::Set(set) => (*ev.heap.set_data(set)).clone(),
        Value::Unknown(cause) => SetData { open: Some(cause), ..SetData::default() },
        other => return Err(ev.wrong_type("a set", other)),
    };
    let attrs = set.attrs.iter();
    let attrs = attrs
        .map(|attr| Attr { value: entry(ev, attr.value, attr.maybe), maybe: false, ..*attr })
        .collect();
    let attrs = ev.heap.sorted_set(attrs, None);
    Ok(described(ev, "attrs", attrs, set.open))
}

fn perhaps(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    match ev.force(args[0])? {
        Value::Set(set) => {
            let set = ev.heap.set_data(set);
            let attrs = set.attrs.iter().map(|attr| Attr { maybe: true, ..*attr }).collect();
            Ok(ev.heap.sorted_set(attrs, set.open))
        }
        Value::List(list) => {
            let list = (*ev.heap.list_data(list)).clone();
            let maybe = Some(vec![true; list.items.len()].into());
            Ok(ev.heap.list(ListData { maybe, ..list }))
        }
        other => Ok(other),
    }
}

/// The root's number keeps paths of different trees apart, whether or not their mounts are known.
fn path_key(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let value = ev.force(args[0])?;
    Ok(match ev.coerce_path(value)? {
        Ok(path) => {
            let key = format!("{}:{}", path.root.index(), path.rel);
            ev.heap.str(key.into_bytes())
        }
        Err(cause) => Value::Unknown(cause),
    })
}
