//! Names of files: the text of a path, nothing is looked up.

use super::args::known;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::Coercion;
use crate::pure::fault::Eval;
use crate::pure::path::PathData;
use crate::pure::value::{Context, RootId, Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("baseNameOf", 1, base_name),
        builtin("dirOf", 1, folder),
        builtin("toPath", 1, |ev, args| {
            let value = ev.force(args[0])?;
            let path = known!(ev, ev.coerce_path(value));
            let text = ev.path_text(&path).map(|text| (text, Context::NONE));
            Ok(ev.text_value(text))
        }),
    ]
}

/// What stands behind the last slash; of a string, one slash at its end is dropped first.
fn base_name(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let value = ev.force(args[0])?;
    if let Value::Path(path) = value {
        // Known even where it is not known which folder Nix sees the tree in.
        if let Some(name) = ev.heap.path_data(path).rel.file_name() {
            let name = name.as_bytes().to_vec();
            return Ok(ev.heap.str(name));
        }
    }
    let (text, context) = known!(ev, ev.coerce(value, Coercion::KeepPath));
    let text = match &*text {
        [rest @ .., b'/'] if !rest.is_empty() => rest,
        text => text,
    };
    let name = text.rsplit(|byte| *byte == b'/').next().unwrap_or(text);
    Ok(ev.heap.str_with(name, context))
}

/// What stands before the last slash: a path for a path, a string for a string.
fn folder(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let value = ev.force(args[0])?;
    if let Value::Path(path) = value {
        let path = ev.heap.path_data(path).clone();
        return match path.rel.parent() {
            Some(rel) => Ok(ev.path_value(path.root, rel)),
            None if path.root == RootId::ABSOLUTE => Ok(value),
            None => above_root(ev, &path),
        };
    }
    let (text, context) = known!(ev, ev.coerce(value, Coercion::KeepPath));
    let folder = match text.iter().rposition(|byte| *byte == b'/') {
        None => b".",
        Some(0) => b"/",
        Some(at) => &text[..at],
    };
    Ok(ev.heap.str_with(folder, context))
}

/// The folder that a whole tree lies in.
fn above_root(ev: &mut Evaluator, root: &PathData) -> Eval<Value> {
    match ev.path_text(root) {
        Ok(text) => ev.absolute_path(&[&*text, b"/.."].concat()),
        Err(cause) => {
            ev.assume();
            Ok(Value::Unknown(cause))
        }
    }
}
