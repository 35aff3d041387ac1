//! Words of the shell.

use minijinja::value::{Value, ValueKind};

use super::{Escaped, text_of, unspeakable};
use crate::proc;

/// A value as one word.
pub(super) fn word(value: &Value) -> Escaped {
    match value.kind() {
        ValueKind::String => Ok(proc::quote(text_of(value)?.unwrap_or_default()).into_owned()),
        ValueKind::Number => Ok(value.to_string()),
        kind => Err(unspeakable(kind)),
    }
}
