//! Strings: conversion, parts, replacement.

use std::rc::Rc;

use super::args::known;
use super::lists::exact;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::Coercion;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("concatStringsSep", 2, concat_sep),
        builtin("replaceStrings", 3, replace),
        builtin("stringLength", 1, |ev, args| {
            let (bytes, _) = known!(ev, ev.text_arg(args[0], Coercion::Interpolate));
            Ok(Value::Int(i64::try_from(bytes.len()).unwrap_or(i64::MAX)))
        }),
        builtin("substring", 3, substring),
        builtin("toString", 1, |ev, args| {
            let text = ev.text_arg(args[0], Coercion::ToString)?;
            Ok(ev.text_value(text))
        }),
    ]
}

fn concat_sep(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let (separator, mut context) = known!(ev, ev.string_arg(args[0]));
    let items = exact!(ev, args[1]);
    let mut joined = Vec::new();
    for (at, item) in items.items.iter().enumerate() {
        if at > 0 {
            joined.extend_from_slice(&separator);
        }
        let (bytes, from) = known!(ev, ev.text_arg(*item, Coercion::Interpolate));
        ev.reserve(joined.len() + bytes.len())?;
        joined.extend_from_slice(&bytes);
        context = ev.heap.union_contexts(context, from);
    }
    Ok(ev.heap.str_with(joined, context))
}

/// Counts bytes; a negative length means all the rest.
fn substring(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let start = known!(ev, ev.int_arg(args[0]));
    if start < 0 {
        return Err(Fault::eval("negative start position in 'substring'"));
    }
    let len = known!(ev, ev.int_arg(args[1]));
    let (bytes, context) = known!(ev, ev.text_arg(args[2], Coercion::Interpolate));
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
    let rest = bytes.len() - start;
    let len = usize::try_from(len).unwrap_or(rest).min(rest);
    Ok(ev.heap.str_with(&bytes[start..start + len], context))
}

/// At each place the first of the patterns that fits is replaced. An empty pattern fits everywhere,
/// behind the last byte too, and the byte at that place is kept. A replacement that is never used
/// is never evaluated.
fn replace(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let from = exact!(ev, args[0]);
    let to = exact!(ev, args[1]);
    if from.items.len() != to.items.len() {
        return Err(Fault::eval(
            "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
        ));
    }
    let mut patterns: Vec<Rc<[u8]>> = Vec::with_capacity(from.items.len());
    for item in &from.items {
        let (bytes, _) = known!(ev, ev.string_arg(*item));
        patterns.push(bytes);
    }
    let (text, mut context) = known!(ev, ev.string_arg(args[2]));
    let mut replacements: Vec<Option<Rc<[u8]>>> = vec![None; patterns.len()];
    let mut result = Vec::with_capacity(text.len());
    let mut at = 0;
    while at <= text.len() {
        let fits = patterns.iter().position(|pattern| text[at..].starts_with(pattern));
        if let Some(which) = fits {
            if replacements[which].is_none() {
                let (bytes, uses) = known!(ev, ev.string_arg(to.items[which]));
                context = ev.heap.union_contexts(context, uses);
                replacements[which] = Some(bytes);
            }
            if let Some(replacement) = &replacements[which] {
                ev.reserve(result.len() + replacement.len())?;
                result.extend_from_slice(replacement);
            }
            at += patterns[which].len();
        }
        if fits.is_none_or(|which| patterns[which].is_empty()) {
            result.extend(text.get(at));
            at += 1;
        }
    }
    Ok(ev.heap.str_with(result, context))
}
