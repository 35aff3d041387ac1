//! Flake references of a lock: compared with what flake.nix declares, and shown.

use super::lock::Attrs;
use crate::syntax::reference::{AttrValue, FORGES, Reference, decode};

/// Whether a lock's `original` is the declared reference. Texts are compared as they are meant,
/// that is, without percent encoding.
pub fn is_made_for(original: &Attrs, declared: &Reference) -> bool {
    original.entries.len() == declared.attrs.len()
        && original
            .entries
            .iter()
            .all(|attr| declared.attrs.get(&attr.name).is_some_and(|own| same(own, &attr.value)))
}

/// The shortest form that Nix reads as this reference, for messages.
pub fn display(attrs: &Attrs) -> String {
    let text = |name| attrs.str(name).unwrap_or("?");
    let mut shown = match attrs.str("type") {
        Some(forge) if FORGES.contains(&forge) => {
            format!("{forge}:{}/{}", text("owner"), text("repo"))
        }
        Some("indirect") => text("id").to_owned(),
        Some("path") => format!("path:{}", text("path")),
        Some("git") if !text("url").starts_with("git") => format!("git+{}", text("url")),
        _ => text("url").to_owned(),
    };
    for name in ["ref", "rev"] {
        if let Some(value) = attrs.str(name) {
            shown.push('/');
            shown.push_str(value);
        }
    }
    shown
}

fn same(a: &AttrValue, b: &AttrValue) -> bool {
    match (a, b) {
        (AttrValue::Str(a), AttrValue::Str(b)) => a == b || decode(a) == decode(b),
        _ => a == b,
    }
}
