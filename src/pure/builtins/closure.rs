//! `genericClosure`.

use std::collections::VecDeque;

use super::args::{Known, known};
use super::lists::exact;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::Eval;
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("genericClosure", 1, generic_closure)]
}

/// Everything reachable from `startSet` through `operator`, each `key` once, breadth first.
fn generic_closure(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let set = ev.force(args[0])?;
    let start = ev.required_attr(set, "startSet")?;
    let start = ev.heap.done(start);
    let start = exact!(ev, start);
    if start.items.is_empty() {
        return Ok(ev.heap.list_of(Vec::new()));
    }
    let operator = ev.required_attr(set, "operator")?;
    let mut waiting: VecDeque<Thunk> = start.items.iter().copied().collect();
    let mut keys: Vec<Value> = Vec::new();
    let mut found = Vec::new();
    while let Some(item) = waiting.pop_front() {
        ev.step()?;
        let element = ev.force(item)?;
        let key = ev.required_attr(element, "key")?;
        if let Value::Unknown(_) = key {
            return Ok(key);
        }
        match known!(ev, position(ev, &keys, key)) {
            Ok(_) => continue,
            Err(at) => keys.insert(at, key),
        }
        found.push(item);
        let next = ev.call(operator, item)?;
        let next = ev.heap.done(next);
        waiting.extend(exact!(ev, next).items.iter().copied());
    }
    Ok(ev.heap.list_of(found))
}

/// Where a key is in the sorted keys, or where it belongs.
fn position(ev: &mut Evaluator, keys: &[Value], key: Value) -> Eval<Known<Result<usize, usize>>> {
    let (mut low, mut high) = (0, keys.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        match ev.order(key, keys[middle])? {
            Ok(std::cmp::Ordering::Equal) => return Ok(Ok(Ok(middle))),
            Ok(std::cmp::Ordering::Less) => high = middle,
            Ok(std::cmp::Ordering::Greater) => low = middle + 1,
            Err(cause) => return Ok(Err(cause)),
        }
    }
    Ok(Ok(Err(low)))
}
