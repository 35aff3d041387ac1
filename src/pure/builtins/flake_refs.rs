//! Flake references as text and as attributes.

use super::args::known;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Attr, Thunk, Value};
use crate::syntax::reference::{AttrValue, Reference};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("parseFlakeRef", 1, parse), builtin("flakeRefToString", 1, to_string)]
}

fn parse(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let text = known!(ev, ev.plain_arg(args[0]));
    let Ok(text) = std::str::from_utf8(&text) else {
        return Err(Fault::eval("a flake reference is not UTF-8".to_owned()));
    };
    let reference = Reference::from_url(text, true).map_err(Fault::eval)?;
    let mut attrs: Vec<Attr> = Vec::with_capacity(reference.attrs.len());
    for (name, value) in &reference.attrs {
        let value = match value {
            AttrValue::Str(text) => ev.heap.str(text.as_bytes()),
            AttrValue::Int(number) => Value::Int(i64::try_from(*number).unwrap_or(i64::MAX)),
            AttrValue::Bool(flag) => Value::Bool(*flag),
        };
        attrs.push(ev.heap.attr(name, value));
    }
    Ok(ev.heap.set(attrs, None))
}

fn to_string(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let set = match ev.force(args[0])? {
        Value::Set(set) => ev.heap.set_data(set),
        Value::Unknown(cause) => return Ok(Value::Unknown(cause)),
        other => return Err(ev.wrong_type("a set", other)),
    };
    let mut attrs = Vec::with_capacity(set.attrs.len());
    for attr in ev.heap.by_name(&set) {
        let name = String::from_utf8_lossy(ev.heap.symbols.name(attr.name)).into_owned();
        let value =
            match ev.force(attr.value)? {
                Value::Int(int) => AttrValue::Int(u64::try_from(int).map_err(|_| {
                    Fault::eval(format!("`{name}` of a flake reference is negative"))
                })?),
                Value::Bool(flag) => AttrValue::Bool(flag),
                Value::Str(str) => {
                    AttrValue::Str(String::from_utf8_lossy(&ev.heap.string(str).bytes).into_owned())
                }
                Value::Unknown(cause) => {
                    ev.assume();
                    return Ok(Value::Unknown(cause));
                }
                other => return Err(ev.wrong_type("a string, an integer or a Boolean", other)),
            };
        attrs.push((name, value));
    }
    if !set.is_exact() {
        return Ok(ev.unknown("the attributes of a flake reference"));
    }
    let text = Reference::from_attrs(attrs).to_url().map_err(Fault::eval)?;
    Ok(ev.heap.str(text.into_bytes()))
}
