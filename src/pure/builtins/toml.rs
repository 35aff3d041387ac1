//! TOML 1.0, as Nix reads it.

use toml::Value as Toml;

use super::args::known;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Attr, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("fromTOML", 1, |ev, args| {
        let text = known!(ev, ev.plain_arg(args[0]));
        let text = std::str::from_utf8(&text).map_err(|_| wrong("it is not UTF-8"))?;
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| wrong(error.message()))?;
        value(ev, Toml::Table(table))
    })]
}

fn wrong(why: &str) -> Box<Fault> {
    Fault::eval(format!("while parsing TOML: {why}"))
}

fn value(ev: &mut Evaluator, toml: Toml) -> Eval<Value> {
    Ok(match toml {
        Toml::String(string) => ev.heap.str(without_nul(&string)?.as_bytes()),
        Toml::Integer(int) => Value::Int(int),
        Toml::Float(float) => Value::Float(float),
        Toml::Boolean(bool) => Value::Bool(bool),
        // Whoever has switched the experimental feature on gets a set.
        Toml::Datetime(_) => ev.unknown("a date in TOML"),
        Toml::Array(items) => {
            let mut thunks = Vec::with_capacity(items.len());
            for item in items {
                let item = ev.nested(|ev| value(ev, item))?;
                thunks.push(ev.heap.done(item));
            }
            ev.heap.list_of(thunks)
        }
        Toml::Table(table) => {
            let mut attrs: Vec<Attr> = Vec::with_capacity(table.len());
            for (name, item) in table {
                let item = ev.nested(|ev| value(ev, item))?;
                attrs.push(ev.heap.attr(without_nul(&name)?, item));
            }
            ev.heap.set(attrs, None)
        }
    })
}

fn without_nul(text: &str) -> Eval<&str> {
    if text.contains('\0') { Err(wrong("a string holds a NUL byte")) } else { Ok(text) }
}
