//! What a flake's source says of itself: `lastModified`, `rev` and the like.
//!
//! Nix takes them from the lock, or refuses a source that says otherwise (Nix manual, "nix flake",
//! "Lock files").

use crate::flake::lock::Attrs;
use crate::pure::Evaluator;
use crate::pure::value::{Attr, Thunk, Value};

/// What every source has.
const ALWAYS: &[&str] = &["narHash", "lastModified", "lastModifiedDate"];

/// What a source has only in some states of its tree, or where it comes from some kinds of place.
const SOMETIMES: &[&str] =
    &["rev", "shortRev", "dirtyRev", "dirtyShortRev", "revCount", "submodules"];

/// Characters of a revision in its short form.
const SHORT: usize = 7;

/// The set of what the lock says; what it does not say is Unknown.
pub(super) fn source_info(
    ev: &mut Evaluator,
    cause: &str,
    out_path: Value,
    locked: Option<&Attrs>,
) -> Thunk {
    let unknown = ev.unknown(format!("the source metadata of {cause}"));
    let unknown = ev.heap.done(unknown);
    let mut attrs = vec![ev.heap.attr("outPath", out_path)];
    for (names, maybe) in [(ALWAYS, false), (SOMETIMES, true)] {
        for name in names {
            let said = locked.and_then(|locked| said(ev, locked, name));
            let symbol = ev.heap.symbols.intern(name.as_bytes());
            attrs.push(match said {
                Some(value) => ev.heap.attr(name, value),
                None => Attr { name: symbol, value: unknown, pos: 0, maybe },
            });
        }
    }
    let info = ev.heap.set(attrs, None);
    ev.heap.done(info)
}

fn said(ev: &mut Evaluator, locked: &Attrs, name: &str) -> Option<Value> {
    let number = |name: &str| locked.int(name).and_then(|number| i64::try_from(number).ok());
    let text = match name {
        "lastModified" | "revCount" => return number(name).map(Value::Int),
        "lastModifiedDate" => date(number("lastModified")?)?,
        "shortRev" => locked.str("rev")?.get(..SHORT)?.to_owned(),
        "narHash" | "rev" => locked.str(name)?.to_owned(),
        _ => return None,
    };
    Some(ev.heap.str(text.into_bytes()))
}

/// Seconds since 1970 as `YYYYMMDDHHMMSS`, in UTC.
fn date(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y%m%d%H%M%S").to_string())
}
