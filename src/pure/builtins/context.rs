//! String contexts: what a string depends on in the store.
//!
//! An element is spelled as Nix does inside: `<store path>` for the path itself, `=<store path>`
//! for a derivation with all its outputs, `!<output>!<store path>` for one output of one; the
//! store path without its folder.

use std::collections::BTreeMap;

use super::args::known;
use super::lists::exact;
use super::sets::set;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::Coercion;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Context, Thunk, Value};

const STORE: &[u8] = b"/nix/store/";

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("addDrvOutputDependencies", 1, add_outputs),
        builtin("appendContext", 2, append),
        builtin("getContext", 1, get),
        builtin("hasContext", 1, |ev, args| {
            let (_, context) = known!(ev, ev.string_arg(args[0]));
            Ok(Value::Bool(context != Context::NONE))
        }),
        builtin("unsafeDiscardOutputDependency", 1, discard_outputs),
        builtin("unsafeDiscardStringContext", 1, |ev, args| {
            let (bytes, _) = known!(ev, ev.text_arg(args[0], Coercion::Interpolate));
            Ok(ev.heap.str(bytes))
        }),
    ]
}

/// One element of a context, taken apart.
enum Element<'e> {
    Path(&'e [u8]),
    AllOutputs(&'e [u8]),
    Output(&'e [u8], &'e [u8]),
}

fn take_apart(element: &[u8]) -> Element<'_> {
    match element {
        [b'=', path @ ..] => Element::AllOutputs(path),
        [b'!', rest @ ..] => match rest.iter().position(|byte| *byte == b'!') {
            Some(at) => Element::Output(&rest[..at], &rest[at + 1..]),
            None => Element::Path(rest),
        },
        path => Element::Path(path),
    }
}

/// What `getContext` says of one path.
#[derive(Default)]
struct Uses {
    path: bool,
    all_outputs: bool,
    outputs: Vec<Vec<u8>>,
}

fn get(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let (_, context) = known!(ev, ev.string_arg(args[0]));
    let mut paths = BTreeMap::<Vec<u8>, Uses>::new();
    for element in &*ev.heap.context(context) {
        match take_apart(element) {
            Element::Path(path) => paths.entry(path.to_vec()).or_default().path = true,
            Element::AllOutputs(path) => {
                paths.entry(path.to_vec()).or_default().all_outputs = true;
            }
            Element::Output(output, path) => {
                paths.entry(path.to_vec()).or_default().outputs.push(output.to_vec());
            }
        }
    }
    let mut attrs = Vec::with_capacity(paths.len());
    for (path, uses) in paths {
        let uses = uses_value(ev, uses);
        let mut attr = ev.heap.attr("", uses);
        attr.name = ev.heap.symbols.intern(&[STORE, &path].concat());
        attrs.push(attr);
    }
    Ok(ev.heap.set(attrs, None))
}

fn uses_value(ev: &mut Evaluator, uses: Uses) -> Value {
    let mut attrs = Vec::new();
    if uses.path {
        attrs.push(ev.heap.attr("path", Value::Bool(true)));
    }
    if uses.all_outputs {
        attrs.push(ev.heap.attr("allOutputs", Value::Bool(true)));
    }
    if !uses.outputs.is_empty() {
        let outputs = uses
            .outputs
            .into_iter()
            .map(|output| {
                let output = ev.heap.str(output);
                ev.heap.done(output)
            })
            .collect();
        let outputs = ev.heap.list_of(outputs);
        attrs.push(ev.heap.attr("outputs", outputs));
    }
    ev.heap.set(attrs, None)
}

/// `appendContext string { "/nix/store/..." = { path; allOutputs; outputs; }; }`
fn append(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let (bytes, context) = known!(ev, ev.string_arg(args[0]));
    let more = set!(ev, args[1]);
    if !more.is_exact() {
        ev.assume();
        let cause = more.open.unwrap_or_else(|| ev.join_cause());
        return Ok(Value::Unknown(cause));
    }
    let mut elements = (*ev.heap.context(context)).clone();
    for attr in ev.heap.by_name(&more) {
        let name = std::rc::Rc::clone(ev.heap.symbols.name(attr.name));
        let path = store_path(&name)?;
        let uses = ev.force(attr.value)?;
        if known!(ev, flag(ev, uses, "path")) {
            elements.insert(path.to_vec());
        }
        if known!(ev, flag(ev, uses, "allOutputs")) {
            require_derivation(path)?;
            elements.insert([b"=", path].concat());
        }
        let Some(outputs) = known!(ev, ev.optional_attr(uses, "outputs")) else {
            continue;
        };
        for output in &exact!(ev, outputs).items {
            require_derivation(path)?;
            let output = known!(ev, ev.plain_arg(*output));
            elements.insert([b"!", &*output, b"!", path].concat());
        }
    }
    let context = ev.heap.intern_context(elements);
    Ok(ev.heap.str_with(bytes, context))
}

/// An optional boolean.
fn flag(ev: &mut Evaluator, set: Value, name: &str) -> Eval<super::args::Known<bool>> {
    let flag = match ev.optional_attr(set, name)? {
        Ok(Some(flag)) => flag,
        Ok(None) => return Ok(Ok(false)),
        Err(cause) => return Ok(Err(cause)),
    };
    match ev.force(flag)? {
        Value::Bool(bool) => Ok(Ok(bool)),
        Value::Unknown(cause) => Ok(Err(cause)),
        other => Err(ev.wrong_type("a Boolean", other)),
    }
}

/// The name of a store path without its folder: 32 digits of Nix's base 32, a dash, a name.
fn store_path(path: &[u8]) -> Eval<&[u8]> {
    let wrong = || {
        let path = String::from_utf8_lossy(path);
        Fault::eval(format!("context key '{path}' is not a store path"))
    };
    let base = path.strip_prefix(STORE).ok_or_else(wrong)?;
    let (hash, rest) = base.split_at_checked(32).ok_or_else(wrong)?;
    let name = rest.strip_prefix(b"-").ok_or_else(wrong)?;
    let is_digit =
        |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_lowercase() && !b"eotu".contains(byte);
    if hash.iter().all(is_digit) && is_store_name(name) { Ok(base) } else { Err(wrong()) }
}

/// Letters, digits and `+-._?=`; at most 211 of them; neither `.`, `..` nor one of these and a
/// dash at the start.
fn is_store_name(name: &[u8]) -> bool {
    let first = name.split(|byte| *byte == b'-').next().unwrap_or_default();
    !name.is_empty()
        && name.len() <= 211
        && first != b"."
        && first != b".."
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-._?=".contains(byte))
}

fn require_derivation(path: &[u8]) -> Eval<()> {
    if path.ends_with(b".drv") {
        return Ok(());
    }
    let path = String::from_utf8_lossy(path);
    Err(Fault::eval(format!("the context of '{path}' is not that of a derivation")))
}

fn discard_outputs(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let (bytes, context) = known!(ev, ev.text_arg(args[0], Coercion::Interpolate));
    let elements = ev
        .heap
        .context(context)
        .iter()
        .map(|element| match take_apart(element) {
            Element::AllOutputs(path) => path.to_vec(),
            _ => element.clone(),
        })
        .collect();
    let context = ev.heap.intern_context(elements);
    Ok(ev.heap.str_with(bytes, context))
}

/// The opposite, for a string that refers to one derivation.
fn add_outputs(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let (bytes, context) = known!(ev, ev.text_arg(args[0], Coercion::Interpolate));
    let elements = ev.heap.context(context);
    let mut all = elements.iter();
    let (Some(element), None) = (all.next(), all.next()) else {
        return Err(Fault::eval(format!(
            "the context of a string must have exactly one element, but has {}",
            elements.len()
        )));
    };
    let path = match take_apart(element) {
        Element::Path(path) | Element::AllOutputs(path) => path,
        Element::Output(..) => {
            return Err(Fault::eval("`addDrvOutputDependencies` takes derivations, not outputs"));
        }
    };
    require_derivation(path)?;
    let context = ev.heap.intern_context([[b"=", path].concat()].into());
    Ok(ev.heap.str_with(bytes, context))
}
