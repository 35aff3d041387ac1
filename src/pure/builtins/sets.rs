//! Attribute sets.

use std::rc::Rc;

use super::lists::{force_list, list};
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::Eval;
use crate::pure::select::Found;
use crate::pure::unknown::merge;
use crate::pure::value::{Attr, ListData, SetData, Sym, Thunk, Unknown, Value};

/// The set an argument is; returns from the calling builtin where it is not known.
macro_rules! set {
    ($ev:expr, $arg:expr) => {
        match $ev.force($arg)? {
            Value::Set(set) => $ev.heap.set_data(set),
            Value::Unknown(cause) => {
                $ev.assume();
                return Ok(Value::Unknown(cause));
            }
            other => return Err($ev.wrong_type("a set", other)),
        }
    };
}
pub(super) use set;

/// The name a string argument gives.
macro_rules! name {
    ($ev:expr, $arg:expr) => {
        match $ev.plain_arg($arg)? {
            Ok(bytes) => $ev.heap.symbols.intern(&bytes),
            Err(cause) => {
                $ev.assume();
                return Ok(Value::Unknown(cause));
            }
        }
    };
}

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("attrNames", 1, |ev, args| {
            let set = set!(ev, args[0]);
            let names = ev.heap.by_name(&set);
            let name = |ev: &mut Evaluator, attr: &Attr| {
                let name = ev.heap.sym_str(attr.name);
                ev.heap.done(name)
            };
            Ok(listed(ev, &names, set.open, name))
        }),
        builtin("attrValues", 1, |ev, args| {
            let set = set!(ev, args[0]);
            let attrs = ev.heap.by_name(&set);
            Ok(listed(ev, &attrs, set.open, |_, attr| attr.value))
        }),
        builtin("catAttrs", 2, cat_attrs),
        builtin("functionArgs", 1, function_args),
        builtin("getAttr", 2, |ev, args| {
            let name = name!(ev, args[0]);
            let set = ev.force(args[1])?;
            ev.select_required(set, name)
        }),
        builtin("hasAttr", 2, |ev, args| {
            let name = name!(ev, args[0]);
            let set = ev.force(args[1])?;
            if !matches!(set, Value::Set(_) | Value::Unknown(_)) {
                return Err(ev.wrong_type("a set", set));
            }
            Ok(match ev.lookup(set, name) {
                Found::Yes(_) => Value::Bool(true),
                Found::No => Value::Bool(false),
                Found::Maybe(_) => Value::Unknown(ev.join_cause()),
                Found::Unknown(cause) => Value::Unknown(cause),
            })
        }),
        builtin("intersectAttrs", 2, intersect),
        builtin("listToAttrs", 1, |ev, args| {
            let list = list!(ev, args[0]);
            list_to_attrs(ev, &list)
        }),
        builtin("mapAttrs", 2, |ev, args| {
            let set = set!(ev, args[1]);
            let attrs = set
                .attrs
                .iter()
                .map(|attr| {
                    let name = ev.heap.sym_str(attr.name);
                    let name = ev.heap.done(name);
                    Attr { value: ev.heap.apply2(args[0], name, attr.value), pos: 0, ..*attr }
                })
                .collect();
            Ok(ev.heap.sorted_set(attrs, set.open))
        }),
        builtin("removeAttrs", 2, remove),
        builtin("unsafeGetAttrPos", 2, attr_position),
        builtin("zipAttrsWith", 2, zip),
    ]
}

/// One item per attribute, perhaps absent where the attribute is.
fn listed(
    ev: &mut Evaluator,
    attrs: &[Attr],
    open: Option<Unknown>,
    mut item: impl FnMut(&mut Evaluator, &Attr) -> Thunk,
) -> Value {
    let items = attrs.iter().map(|attr| item(ev, attr)).collect();
    let maybe =
        attrs.iter().any(|attr| attr.maybe).then(|| attrs.iter().map(|attr| attr.maybe).collect());
    ev.heap.list(ListData { items, maybe, open })
}

fn cat_attrs(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let name = name!(ev, args[0]);
    let list = list!(ev, args[1]);
    let (mut items, mut maybe, mut open) = (Vec::new(), Vec::new(), list.open);
    for (at, item) in list.items.iter().enumerate() {
        let perhaps = list.is_maybe(at);
        let set = match ev.force(*item) {
            Ok(set @ (Value::Set(_) | Value::Unknown(_))) => set,
            Ok(other) if !perhaps => return Err(ev.wrong_type("a set", other)),
            Err(fault) if !perhaps || fault.is_limit() => return Err(fault),
            _ => continue,
        };
        match ev.lookup(set, name) {
            Found::Yes(value) => {
                items.push(value);
                maybe.push(perhaps);
            }
            Found::Maybe(value) => {
                items.push(value);
                maybe.push(true);
            }
            Found::Unknown(cause) => open = Some(cause),
            Found::No => {}
        }
    }
    if open.is_some() {
        ev.assume();
    }
    let maybe = maybe.contains(&true).then(|| maybe.into());
    Ok(ev.heap.list(ListData { items: items.into(), maybe, open }))
}

fn function_args(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    match ev.force(args[0])? {
        Value::Lambda(closure) => Ok(ev.formals_of(closure)),
        Value::Builtin(_) | Value::Partial(_) => Ok(ev.empty_set()),
        Value::Unknown(cause) => Ok(Value::Unknown(cause)),
        other => Err(ev.wrong_type("a function", other)),
    }
}

/// The names of both sets with the values of the second.
fn intersect(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let nothing = SetData::default();
    let side = |ev: &mut Evaluator, arg: Thunk| match ev.force(arg)? {
        Value::Set(set) => Ok((*ev.heap.set_data(set)).clone()),
        Value::Unknown(cause) => {
            ev.assume();
            Ok(SetData { open: Some(cause), ..nothing.clone() })
        }
        other => Err(ev.wrong_type("a set", other)),
    };
    let (a, b) = (side(ev, args[0])?, side(ev, args[1])?);
    let mut attrs = Vec::new();
    merge(&a.attrs, &b.attrs, |x, y| match (x, y) {
        (Some(x), Some(y)) => attrs.push(Attr { maybe: x.maybe || y.maybe, ..*y }),
        (None, Some(y)) if a.open.is_some() => attrs.push(Attr { maybe: true, ..*y }),
        (Some(x), None) => {
            if let Some(cause) = b.open {
                let value = ev.heap.done(Value::Unknown(cause));
                attrs.push(Attr { value, maybe: true, ..*x });
            }
        }
        _ => {}
    });
    Ok(ev.heap.sorted_set(attrs, a.open.and(b.open)))
}

/// The first of several entries of one name wins; one whose name is not known may stand before
/// any other.
fn list_to_attrs(ev: &mut Evaluator, list: &ListData) -> Eval<Value> {
    let mut open = list.open;
    let mut attrs: Vec<Attr> = Vec::with_capacity(list.items.len());
    let mut seen = rustc_hash::FxHashMap::<Sym, usize>::default();
    for (at, item) in list.items.iter().enumerate() {
        let maybe = list.is_maybe(at);
        let name = match entry_name(ev, *item) {
            Ok(Ok(name)) => name,
            Ok(Err(cause)) => {
                ev.assume();
                open = Some(cause);
                continue;
            }
            Err(fault) if maybe && !fault.is_limit() => {
                ev.assume();
                continue;
            }
            Err(fault) => return Err(fault),
        };
        // The `value` of an entry that counts must be there.
        if !maybe && !seen.contains_key(&name) && open.is_none() {
            let entry = ev.force(*item)?;
            let sym = ev.heap.symbols.intern(b"value");
            if let Found::No = ev.lookup(entry, sym) {
                return Err(ev.missing(sym));
            }
        }
        let value = match open {
            Some(cause) => ev.heap.done(Value::Unknown(cause)),
            None => ev.delay_select(*item, "value"),
        };
        match seen.get(&name) {
            None => {
                seen.insert(name, attrs.len());
                attrs.push(Attr { name, value, pos: 0, maybe });
            }
            Some(first) if attrs[*first].maybe => {
                let first = *first;
                attrs[first].value = ev.join_thunks(attrs[first].value, value);
                attrs[first].maybe = maybe;
            }
            Some(_) => {}
        }
    }
    attrs.sort_by_key(|attr| attr.name);
    Ok(ev.heap.sorted_set(attrs, open))
}

fn entry_name(ev: &mut Evaluator, entry: Thunk) -> Eval<Result<Sym, Unknown>> {
    let set = ev.force(entry)?;
    let name = ev.names.name;
    match ev.select_required(set, name)? {
        Value::Str(str) => {
            let bytes = Rc::clone(&ev.heap.string(str).bytes);
            Ok(Ok(ev.heap.symbols.intern(&bytes)))
        }
        Value::Unknown(cause) => Ok(Err(cause)),
        other => Err(ev.wrong_type("a string", other)),
    }
}

fn remove(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let set = set!(ev, args[0]);
    let names = force_list(ev, args[1])?;
    let (mut gone, mut perhaps) = (Vec::new(), Vec::new());
    let mut any = None;
    match names {
        Err(cause) => any = Some(cause),
        Ok(list) => {
            any = any.or(list.open);
            for (at, item) in list.items.iter().enumerate() {
                match ev.force_str(*item) {
                    Ok(Ok(str)) => {
                        let bytes = Rc::clone(&ev.heap.string(str).bytes);
                        let name = ev.heap.symbols.intern(&bytes);
                        if list.is_maybe(at) { perhaps.push(name) } else { gone.push(name) }
                    }
                    Ok(Err(cause)) => any = Some(cause),
                    Err(fault) if list.is_maybe(at) && !fault.is_limit() => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
    }
    if any.is_some() {
        ev.assume();
    }
    gone.sort_unstable();
    let attrs = set
        .attrs
        .iter()
        .filter(|attr| gone.binary_search(&attr.name).is_err())
        .map(|attr| Attr {
            maybe: attr.maybe || any.is_some() || perhaps.contains(&attr.name),
            ..*attr
        })
        .collect();
    Ok(ev.heap.sorted_set(attrs, set.open))
}

fn attr_position(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let name = name!(ev, args[0]);
    let set = set!(ev, args[1]);
    match (set.get(name), set.open) {
        (Some(attr), _) if attr.maybe => Ok(Value::Unknown(ev.join_cause())),
        (Some(attr), _) => Ok(match ev.attr_place(attr.pos) {
            Some(place) => ev.place_value(&place),
            None => Value::Null,
        }),
        (None, Some(cause)) => Ok(Value::Unknown(cause)),
        (None, None) => Ok(Value::Null),
    }
}

/// Each name of any of the sets, with the function's value for the list of its values.
fn zip(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    ev.function_arg(args[0])?;
    let list = list!(ev, args[1]);
    let mut open = list.open;
    let mut columns = std::collections::BTreeMap::<Sym, (Vec<Thunk>, Vec<bool>)>::new();
    for (at, item) in list.items.iter().enumerate() {
        let perhaps = list.is_maybe(at);
        match ev.force(*item) {
            Ok(Value::Set(set)) => {
                let set = ev.heap.set_data(set);
                open = open.or(set.open);
                for attr in &set.attrs {
                    let column = columns.entry(attr.name).or_default();
                    column.0.push(attr.value);
                    column.1.push(attr.maybe || perhaps);
                }
            }
            Ok(Value::Unknown(cause)) => open = Some(cause),
            Ok(other) if !perhaps => return Err(ev.wrong_type("a set", other)),
            Err(fault) if !perhaps || fault.is_limit() => return Err(fault),
            _ => {}
        }
    }
    if open.is_some() {
        ev.assume();
    }
    let mut attrs = Vec::with_capacity(columns.len());
    for (name, (items, maybe)) in columns {
        let absent = maybe.iter().all(|maybe| *maybe);
        let maybe = maybe.contains(&true).then(|| maybe.into());
        let values = ev.heap.list(ListData { items: items.into(), maybe, open });
        let values = ev.heap.done(values);
        let text = ev.heap.sym_str(name);
        let text = ev.heap.done(text);
        attrs.push(Attr {
            name,
            value: ev.heap.apply2(args[0], text, values),
            pos: 0,
            maybe: absent,
        });
    }
    Ok(ev.heap.sorted_set(attrs, open))
}
