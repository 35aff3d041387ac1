//! Reading the source tree.

use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::path::{Located, PathData};
use crate::pure::value::{Thunk, Value};
use crate::tree::EntryKind;

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("import", 1, |ev, args| with_path(ev, args[0], Evaluator::import)),
        builtin("scopedImport", 2, scoped_import),
        builtin("pathExists", 1, path_exists),
        builtin("readDir", 1, |ev, args| with_path(ev, args[0], read_dir)),
        builtin("readFile", 1, |ev, args| with_path(ev, args[0], read_file)),
        builtin("readFileType", 1, |ev, args| with_path(ev, args[0], read_file_type)),
    ]
}

/// Calls `work` with the path an argument names, where that is known.
pub(super) fn with_path(
    ev: &mut Evaluator,
    arg: Thunk,
    work: impl FnOnce(&mut Evaluator, &PathData) -> Eval<Value>,
) -> Eval<Value> {
    let value = ev.force(arg)?;
    match ev.coerce_path(value)? {
        Ok(path) => work(ev, &path),
        Err(cause) => {
            ev.assume();
            Ok(Value::Unknown(cause))
        }
    }
}

fn scoped_import(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    match ev.force(args[0])? {
        Value::Set(scope) => {
            let scope = ev.heap.set_data(scope);
            if !scope.is_exact() {
                let cause = ev.join_cause();
                return Ok(Value::Unknown(scope.open.unwrap_or(cause)));
            }
            with_path(ev, args[1], |ev, path| ev.import_scoped(path, &scope))
        }
        Value::Unknown(cause) => Ok(Value::Unknown(cause)),
        other => Err(ev.wrong_type("a set", other)),
    }
}

/// Whether the flake sees something there. A string that ends in a slash asks for a folder.
fn path_exists(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let value = ev.force(args[0])?;
    let wants_folder = match value {
        Value::Str(str) => {
            let bytes = &ev.heap.string(str).bytes;
            bytes.ends_with(b"/") || bytes.ends_with(b"/.")
        }
        _ => false,
    };
    let path = match ev.coerce_path(value)? {
        Ok(path) => path,
        Err(cause) => {
            ev.assume();
            return Ok(Value::Unknown(cause));
        }
    };
    Ok(match ev.locate(&path, wants_folder)? {
        Located::Found(_, _, kind) => {
            Value::Bool(!wants_folder || matches!(kind, EntryKind::Directory))
        }
        Located::Missing => Value::Bool(false),
        Located::Unknown(cause) => Value::Unknown(cause),
    })
}

fn kind_name(kind: EntryKind) -> &'static [u8] {
    match kind {
        EntryKind::File { .. } => b"regular",
        EntryKind::Directory => b"directory",
        EntryKind::Symlink => b"symlink",
        EntryKind::Other => b"unknown",
    }
}

fn read_dir(ev: &mut Evaluator, path: &PathData) -> Eval<Value> {
    if ev.is_own(path) {
        return Ok(Value::Unknown(ev.beyond_own_texts(path)));
    }
    match ev.locate(path, true)? {
        Located::Found(tree, found, EntryKind::Directory) => {
            let entries = match tree.list(&found.rel) {
                Ok(entries) => entries,
                Err(error) => return Ok(ev.unknown(error.message)),
            };
            let attrs = entries
                .iter()
                .map(|(name, kind)| {
                    let kind = ev.heap.str(kind_name(*kind));
                    ev.heap.attr(name, kind)
                })
                .collect();
            Ok(ev.heap.set(attrs, None))
        }
        Located::Found(..) => {
            Err(Fault::eval(format!("{} is not a directory", ev.describe_path(path))))
        }
        Located::Missing => Err(ev.no_such_path(path)),
        Located::Unknown(cause) => Ok(Value::Unknown(cause)),
    }
}

fn read_file(ev: &mut Evaluator, path: &PathData) -> Eval<Value> {
    if ev.is_own(path) {
        return Ok(Value::Unknown(ev.beyond_own_texts(path)));
    }
    match ev.locate(path, true)? {
        Located::Found(_, _, EntryKind::Directory) => {
            Err(Fault::eval(format!("{} is a directory", ev.describe_path(path))))
        }
        Located::Found(tree, found, _) => match tree.read(&found.rel) {
            Ok(bytes) if bytes.contains(&0) => Err(Fault::eval(format!(
                "the contents of {} cannot be a string: they hold a NUL byte",
                ev.describe_path(path)
            ))),
            Ok(bytes) => Ok(ev.heap.str(bytes)),
            Err(error) => Ok(ev.unknown(error.message)),
        },
        Located::Missing => Err(ev.no_such_path(path)),
        Located::Unknown(cause) => Ok(Value::Unknown(cause)),
    }
}

fn read_file_type(ev: &mut Evaluator, path: &PathData) -> Eval<Value> {
    match ev.locate(path, false)? {
        Located::Found(_, _, kind) => Ok(ev.heap.str(kind_name(kind))),
        Located::Missing => Err(ev.no_such_path(path)),
        Located::Unknown(cause) => Ok(Value::Unknown(cause)),
    }
}
