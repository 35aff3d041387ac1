//! Literals of YAML, on one line.

use minijinja::value::{Value, ValueKind};
use saphyr_parser::Parser;

use super::{Escaped, entries, items, refused, scalar, text_of, unspeakable};

/// Words that some version of YAML takes for something else than a text.
const WORDS: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// A value as YAML writes it.
pub(super) fn literal(value: &Value) -> Escaped {
    Ok(match value.kind() {
        ValueKind::String => string(text_of(value)?.unwrap_or_default())?,
        ValueKind::None => "null".to_owned(),
        ValueKind::Bool | ValueKind::Number => scalar(value)?,
        ValueKind::Seq | ValueKind::Iterable => format!("[{}]", items(value, literal)?.join(", ")),
        ValueKind::Map => format!("{{{}}}", entries(value, entry)?.join(", ")),
        kind => return Err(unspeakable(kind)),
    })
}

fn entry(key: &Value, value: &Value) -> Escaped {
    let key = text_of(key)?.ok_or_else(|| refused("a key must be a text"))?;
    Ok(format!("{}: {}", string(key)?, literal(value)?))
}

fn string(text: &str) -> Escaped {
    let plain = text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text.chars().all(|char| char.is_ascii_alphanumeric() || "_-./".contains(char))
        && !WORDS.contains(&text.to_lowercase().as_str());
    if plain {
        return Ok(text.to_owned());
    }
    // Escapes would make it hard to read, and in single quotes it needs none.
    let is_shown = |char: char| char == ' ' || char.is_ascii_graphic() || char.is_alphanumeric();
    if text.contains(['"', '\\']) && text.chars().all(is_shown) {
        return Ok(format!("'{}'", text.replace('\'', "''")));
    }
    // The double-quoted form takes every escape of JSON.
    serde_json::to_string(text).map_err(|error| refused(&error.to_string()))
}

/// What keeps a text from being YAML.
pub(super) fn problem(text: &str) -> Option<String> {
    let mut parser = Parser::new_from_str(text);
    let error = std::iter::from_fn(|| parser.next_event()).find_map(Result::err)?;
    Some(format!("line {}: {}", error.marker().line(), error.info()))
}
