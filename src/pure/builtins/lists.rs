//! Lists.

use std::rc::Rc;

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::compare::Answer;
use crate::pure::fault::{Eval, Fault};
use crate::pure::operators::{ITEM, concat_lists};
use crate::pure::value::{Attr, ListData, Thunk, Unknown, Value};

/// The list an argument is; returns from the calling builtin where it is not known.
macro_rules! list {
    ($ev:expr, $arg:expr) => {
        match $crate::pure::builtins::lists::force_list($ev, $arg)? {
            Ok(list) => list,
            Err(cause) => {
                $ev.assume();
                return Ok(Value::Unknown(cause));
            }
        }
    };
}
/// As `list!`, for builtins that need every item.
macro_rules! exact {
    ($ev:expr, $arg:expr) => {{
        let list = $crate::pure::builtins::lists::list!($ev, $arg);
        if let Some(cause) = $crate::pure::builtins::lists::doubt($ev, &list) {
            $ev.assume();
            return Ok(Value::Unknown(cause));
        }
        list
    }};
}
pub(super) use {exact, list};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("all", 2, |ev, args| quantify(ev, args, false)),
        builtin("any", 2, |ev, args| quantify(ev, args, true)),
        builtin("concatLists", 1, |ev, args| {
            let lists = list!(ev, args[0]);
            concat(ev, &lists)
        }),
        builtin("concatMap", 2, |ev, args| {
            ev.function_arg(args[0])?;
            let list = list!(ev, args[1]);
            let items = list.items.iter().map(|item| ev.heap.apply(args[0], *item)).collect();
            let lists = ListData { items, ..(*list).clone() };
            concat(ev, &lists)
        }),
        builtin("elem", 2, elem),
        builtin("elemAt", 2, elem_at),
        builtin("filter", 2, filter),
        builtin("foldl'", 3, fold),
        builtin("genList", 2, gen_list),
        builtin("groupBy", 2, group_by),
        builtin("head", 1, |ev, args| {
            let list = exact!(ev, args[0]);
            match list.items.first() {
                Some(item) => ev.force(*item),
                None => Err(Fault::eval("'builtins.head' called on an empty list")),
            }
        }),
        builtin("length", 1, |ev, args| {
            let list = exact!(ev, args[0]);
            Ok(Value::Int(i64::try_from(list.items.len()).unwrap_or(i64::MAX)))
        }),
        builtin("map", 2, |ev, args| {
            let list = list!(ev, args[1]);
            if (0..list.items.len()).any(|at| !list.is_maybe(at)) {
                ev.function_arg(args[0])?;
            }
            let items = list.items.iter().map(|item| ev.heap.apply(args[0], *item)).collect();
            Ok(ev.heap.list(ListData { items, ..(*list).clone() }))
        }),
        builtin("partition", 2, partition),
        builtin("tail", 1, |ev, args| {
            let list = exact!(ev, args[0]);
            match list.items.split_first() {
                Some((_, rest)) => Ok(ev.heap.list_of(rest.to_vec())),
                None => Err(Fault::eval("'builtins.tail' called on an empty list")),
            }
        }),
    ]
}

/// The list, or why it is not known.
pub(in crate::pure) fn force_list(
    ev: &mut Evaluator,
    arg: Thunk,
) -> Eval<Result<Rc<ListData>, Unknown>> {
    match ev.force(arg)? {
        Value::List(list) => Ok(Ok(ev.heap.list_data(list))),
        Value::Unknown(cause) => Ok(Err(cause)),
        other => Err(ev.wrong_type("a list", other)),
    }
}

/// Why the items are not exactly these, if so.
pub(in crate::pure) fn doubt(ev: &mut Evaluator, list: &ListData) -> Option<Unknown> {
    if list.is_exact() {
        return None;
    }
    Some(list.open.unwrap_or_else(|| ev.join_cause()))
}

/// What a predicate says of an item.
fn test(ev: &mut Evaluator, predicate: Thunk, item: Thunk) -> Eval<Answer> {
    let predicate = ev.function_arg(predicate)?;
    match ev.call(predicate, item)? {
        Value::Bool(bool) => Ok(Ok(bool)),
        Value::Unknown(cause) => Ok(Err(cause)),
        other => Err(ev.wrong_type("a Boolean", other)),
    }
}

/// Looks for an item for which `check` answers `wanted`; true if one is found. A fault counts only
/// while Nix would surely have got as far.
fn search(
    ev: &mut Evaluator,
    list: &ListData,
    wanted: bool,
    mut check: impl FnMut(&mut Evaluator, Thunk) -> Eval<Answer>,
) -> Eval<Answer> {
    let mut doubt = list.open;
    for (at, item) in list.items.iter().enumerate() {
        let maybe = list.is_maybe(at);
        match check(ev, *item) {
            Ok(Ok(found)) if found == wanted && !maybe => return Ok(Ok(true)),
            Ok(Ok(found)) if found == wanted => doubt = Some(ev.join_cause()),
            Ok(Ok(_)) => {}
            Ok(Err(cause)) => doubt = Some(cause),
            Err(fault) if fault.is_limit() => return Err(fault),
            Err(fault) => match doubt {
                Some(cause) => return Ok(Err(cause)),
                None if maybe => ev.assume(),
                None => return Err(fault),
            },
        }
    }
    Ok(doubt.map_or(Ok(false), Err))
}

fn answer(ev: &mut Evaluator, answer: Answer, flip: bool) -> Value {
    match answer {
        Ok(bool) => Value::Bool(bool != flip),
        Err(cause) => {
            ev.assume();
            Value::Unknown(cause)
        }
    }
}

/// `any` looks for true, `all` for false.
fn quantify(ev: &mut Evaluator, args: &[Thunk], wanted: bool) -> Eval<Value> {
    ev.function_arg(args[0])?;
    let list = list!(ev, args[1]);
    let found = search(ev, &list, wanted, |ev, item| test(ev, args[0], item))?;
    Ok(answer(ev, found, !wanted))
}

fn elem(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = list!(ev, args[1]);
    let found = search(ev, &list, true, |ev, item| ev.equal_thunks(args[0], item))?;
    Ok(answer(ev, found, false))
}

fn elem_at(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = exact!(ev, args[0]);
    match ev.force(args[1])? {
        Value::Int(at) => match usize::try_from(at).ok().and_then(|at| list.items.get(at)) {
            Some(item) => ev.force(*item),
            None => Err(Fault::eval(format!(
                "'builtins.elemAt' called with index {at} on a list of size {}",
                list.items.len()
            ))),
        },
        Value::Unknown(cause) => {
            ev.assume();
            Ok(Value::Unknown(cause))
        }
        other => Err(ev.wrong_type("an integer", other)),
    }
}

/// All items of all lists; a list that may be absent makes its items so.
fn concat(ev: &mut Evaluator, lists: &ListData) -> Eval<Value> {
    let mut parts: Vec<Rc<ListData>> = Vec::with_capacity(lists.items.len());
    let mut open = lists.open;
    for (at, item) in lists.items.iter().enumerate() {
        let maybe = lists.is_maybe(at);
        match force_list(ev, *item) {
            Ok(Ok(part)) if maybe => parts.push(Rc::new(ListData {
                maybe: Some(vec![true; part.items.len()].into()),
                ..(*part).clone()
            })),
            Ok(Ok(part)) => parts.push(part),
            Ok(Err(cause)) => {
                ev.assume();
                open = Some(cause);
            }
            Err(fault) if maybe && !fault.is_limit() => ev.assume(),
            Err(fault) => return Err(fault),
        }
    }
    let parts: Vec<&ListData> = parts.iter().map(|part| &**part).collect();
    ev.reserve(parts.iter().map(|part| part.items.len()).sum::<usize>() * ITEM)?;
    let mut joined = concat_lists(&parts);
    joined.open = joined.open.or(open);
    Ok(ev.heap.list(joined))
}

fn filter(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = list!(ev, args[1]);
    let (kept, _) = divide(ev, args[0], &list)?;
    Ok(ev.heap.list(kept))
}

fn partition(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    ev.function_arg(args[0])?;
    let list = list!(ev, args[1]);
    let (right, wrong) = divide(ev, args[0], &list)?;
    let (right, wrong) = (ev.heap.list(right), ev.heap.list(wrong));
    Ok(ev.set_of([("right", right), ("wrong", wrong)]))
}

/// The items the predicate holds for, and the others; where it is not known, in both perhaps.
fn divide(ev: &mut Evaluator, predicate: Thunk, list: &ListData) -> Eval<(ListData, ListData)> {
    let mut sides = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    for (at, item) in list.items.iter().enumerate() {
        let maybe = list.is_maybe(at);
        let mut put = |side: usize, maybe: bool| {
            sides[side].0.push(*item);
            sides[side].1.push(maybe);
        };
        match test(ev, predicate, *item) {
            Ok(Ok(holds)) => put(usize::from(!holds), maybe),
            Ok(Err(_)) => {
                ev.assume();
                put(0, true);
                put(1, true);
            }
            Err(fault) if maybe && !fault.is_limit() => ev.assume(),
            Err(fault) => return Err(fault),
        }
    }
    let [right, wrong] = sides.map(|(items, maybe): (Vec<Thunk>, Vec<bool>)| ListData {
        items: items.into(),
        maybe: maybe.contains(&true).then(|| maybe.into()),
        open: list.open,
    });
    Ok((right, wrong))
}

fn fold(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let step = ev.function_arg(args[0])?;
    let list = exact!(ev, args[2]);
    let mut result = args[1];
    for item in &list.items {
        let value = ev.call2(step, result, *item)?;
        result = ev.heap.done(value);
    }
    ev.force(result)
}

fn gen_list(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    match ev.force(args[1])? {
        Value::Int(len) => {
            let Ok(len) = u32::try_from(len) else {
                return Err(Fault::eval(format!("cannot create list of size {len}")));
            };
            ev.function_arg(args[0])?;
            let mut items = Vec::new();
            for at in 0..len {
                ev.step()?;
                let at = ev.heap.done(Value::Int(at.into()));
                items.push(ev.heap.apply(args[0], at));
            }
            Ok(ev.heap.list_of(items))
        }
        Value::Unknown(cause) => {
            ev.assume();
            Ok(Value::Unknown(cause))
        }
        other => Err(ev.wrong_type("an integer", other)),
    }
}

fn group_by(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let key = ev.function_arg(args[0])?;
    let list = exact!(ev, args[1]);
    let mut groups: Vec<(crate::pure::value::Sym, Vec<Thunk>)> = Vec::new();
    for item in &list.items {
        let name = match ev.call(key, *item)? {
            Value::Str(str) => Rc::clone(&ev.heap.string(str).bytes),
            Value::Unknown(cause) => {
                ev.assume();
                return Ok(Value::Unknown(cause));
            }
            other => return Err(ev.wrong_type("a string", other)),
        };
        let name = ev.heap.symbols.intern(&name);
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(*item),
            None => groups.push((name, vec![*item])),
        }
    }
    let attrs = groups
        .into_iter()
        .map(|(name, items)| {
            let list = ev.heap.list_of(items);
            Attr { name, value: ev.heap.done(list), pos: 0, maybe: false }
        })
        .collect();
    Ok(ev.heap.set(attrs, None))
}
