//! Literals of Nix.

use std::fmt::Write as _;

use minijinja::value::{Value, ValueKind};

use super::{Escaped, entries, items, refused, scalar, text_of, unspeakable};
use crate::syntax;

/// Words that the grammar keeps for itself.
const KEYWORDS: &[&str] =
    &["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"];

/// A value as Nix writes it.
pub(super) fn literal(value: &Value) -> Escaped {
    Ok(match value.kind() {
        ValueKind::String => string(text_of(value)?.unwrap_or_default()),
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
    let text = if is_plain(text) { text.to_owned() } else { string(text) };
    Ok(Value::from_safe_string(text))
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

fn is_plain(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_'-".contains(char))
        && !KEYWORDS.contains(&text)
}

fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            '$' if chars.peek() == Some(&'{') => literal.push_str("\\$"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            char => literal.push(char),
        }
    }
    literal.push('"');
    literal
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
