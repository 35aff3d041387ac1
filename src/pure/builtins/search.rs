//! `findFile`: what `<name>` means for a search path.

use std::rc::Rc;

use super::args::{Known, known};
use super::lists::exact;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::Coercion;
use crate::pure::fault::{Eval, Fault, FaultKind};
use crate::pure::path::Located;
use crate::pure::value::{Context, Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("findFile", 2, find)]
}

/// One entry: names below `prefix` (all names, where it is empty) lie below `path`.
struct Entry {
    prefix: Rc<[u8]>,
    path: Rc<[u8]>,
}

/// The first entry under which something exists.
fn find(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = exact!(ev, args[0]);
    let mut entries = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let set = ev.force(*item)?;
        entries.push(known!(ev, entry(ev, set)));
    }
    let wanted = known!(ev, ev.plain_arg(args[1]));
    for Entry { prefix, path } in entries {
        let Some(rest) = below(&wanted, &prefix) else {
            continue;
        };
        if is_fetched(&path) {
            ev.assume();
            return Ok(ev.unknown("a search path that is fetched from the network"));
        }
        let value = if path.starts_with(b"/") {
            ev.absolute_path(&[&*path, b"/", rest].concat())?
        } else {
            ev.unknown("a search path relative to the working folder")
        };
        let path = known!(ev, ev.coerce_path(value));
        match ev.locate(&path, true)? {
            Located::Found(..) => return Ok(value),
            Located::Missing => {}
            Located::Unknown(cause) => {
                ev.assume();
                return Ok(Value::Unknown(cause));
            }
        }
    }
    if wanted.starts_with(b"nix/") {
        return Ok(ev.unknown("a file that comes with Nix"));
    }
    let wanted = String::from_utf8_lossy(&wanted);
    Err(Fault::new(
        FaultKind::Throw,
        format!("file '{wanted}' was not found in the Nix search path"),
    ))
}

fn entry(ev: &mut Evaluator, set: Value) -> Eval<Known<Entry>> {
    let prefix = match ev.optional_attr(set, "prefix")? {
        Ok(None) => Rc::from(*b""),
        Ok(Some(prefix)) => match ev.plain_arg(prefix)? {
            Ok(prefix) => prefix,
            Err(cause) => return Ok(Err(cause)),
        },
        Err(cause) => return Ok(Err(cause)),
    };
    let path = ev.required_attr(set, "path")?;
    Ok(match ev.coerce(path, Coercion::KeepPath)? {
        Ok((path, Context::NONE)) => Ok(Entry { prefix, path }),
        Ok(_) => Err(ev.unknown_cause("the content of a store path", None)),
        Err(cause) => Err(cause),
    })
}

/// The part of `name` below `prefix`.
fn below<'n>(name: &'n [u8], prefix: &[u8]) -> Option<&'n [u8]> {
    if prefix.is_empty() {
        return Some(name);
    }
    match name.strip_prefix(prefix)? {
        [] => Some(b""),
        [b'/', rest @ ..] => Some(rest),
        _ => None,
    }
}

/// An address rather than a folder.
fn is_fetched(path: &[u8]) -> bool {
    path.starts_with(b"channel:")
        || path.starts_with(b"flake:")
        || path.windows(3).any(|part| part == b"://")
}
