//! Literals of Nix.

use std::fmt::Write as _;

use minijinja::value::{Value, ValueKind};

use super::{Escaped, entries, items, refused, scalar, text_of, unspeakable};
use crate::syntax::{self, spell};

/// A value as Nix writes it.
pub(super) fn literal(value: &Value) -> Escaped {
    Ok(match value.kind() {
        ValueKind::String => spell::string(text_of(value)?.unwrap_or_default()),
        ValueKind::None => "null".to_owned(),
        ValueKind::Bool | ValueKind::Number => scalar(value)?,
        ValueKind::Seq | ValueKind::Iterable => bracket('[', &items(value, item)?, ']'),
        ValueKind::Map => bracket('{', &entries(value, entry)?, '}'),
        kind => return Err(unspeakable(kind)),
    })
}

/// A name on the left of `=` or behind a dot.
pub(super) fn name(value: &Value) -> Result<Value, minijinja::Error> {
    let text = text_of(value)?.ok_or_else(|| refused("a name must be a text"))?;
    Ok(Value::from_safe_string(spell::name(text)))
}

/// A path from the file that is written, such as `../modules/a.nix`.
pub(super) fn path(value: &Value) -> Result<Value, minijinja::Error> {
    let text = text_of(value)?.ok_or_else(|| refused("a path must be a text"))?;
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "._-+/".contains(char);
    let is_relative = text.starts_with("./") || text.starts_with("../");
    if !is_relative || text.ends_with('/') || text.contains("//") {
        return Err(refused("a path must lead from the file to another"));
    }
    Ok(Value::from_safe_string(if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("(./. + {})", spell::string(&format!("/{text}")))
    }))
}

/// A list in the official style: several items stand on a line each, and the closing bracket is
/// indented by `indent` spaces.
pub(super) fn list(value: &Value, indent: usize) -> Result<Value, minijinja::Error> {
    let items = items(value, item)?;
    if items.len() < 2 {
        return Ok(Value::from_safe_string(bracket('[', &items, ']')));
    }
    let end = " ".repeat(indent);
    let mut text = "[\n".to_owned();
    for item in items {
        let _ = writeln!(text, "{end}  {item}");
    }
    Ok(Value::from_safe_string(text + &end + "]"))
}

/// An item of a list, where a sign would be an operator.
fn item(value: &Value) -> Escaped {
    let text = literal(value)?;
    Ok(if text.starts_with('-') { format!("({text})") } else { text })
}

fn entry(key: &Value, value: &Value) -> Escaped {
    Ok(format!("{} = {};", name(key)?, literal(value)?))
}

fn bracket(open: char, parts: &[String], close: char) -> String {
    let mut text = String::from(open);
    for part in parts {
        let _ = write!(text, " {part}");
    }
    text.extend([' ', close]);
    text
}

/// What keeps a text from being Nix.
pub(super) fn problem(text: &str) -> Option<String> {
    let parsed = syntax::parse(text.as_bytes());
    let problem = parsed.problems.first()?;
    Some(format!("byte {}: {}", problem.span.start, problem.message))
}
