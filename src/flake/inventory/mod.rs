//! Reads the inventory: checks a value against the schema of [`Fleet`] and makes one of it.
//!
//! The value comes from an evaluation, so there is no parser to stop at the first mistake: the walk
//! over the schema finds them all, and says for each where it is and what would be right.

pub mod file;
mod formats;
pub mod insert;
mod names;
mod reference;
pub mod spots;
mod suggest;
mod walk;

use std::fmt;
use std::sync::LazyLock;

use serde_json::Value;

use crate::model::fleet::Fleet;

pub use reference::page;

/// A step from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a set, by name.
    Key(String),
    /// Into a list, by place; the first is 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The way from the whole inventory to a value in it, shown as `hosts.nas.disks[0].device`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub Vec<Step>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if i == 0 { "" } else { "." };
                    if is_identifier(key) {
                        write!(f, "{dot}{key}")?;
                    } else {
                        write!(f, "{dot}{key:?}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether Nix takes it for an attribute name without quotes.
pub(super) fn is_identifier(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "_'-".contains(c))
}

/// A mistake in an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where. For a key that must not be there, the key itself; for one that is missing, the set.
    pub place: Place,
    /// What is wrong; one sentence, no trailing full stop. Never holds a value that may be secret.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.0.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)
    }
}

/// The JSON Schema of an inventory.
///
/// Three words of it are ours: `x-names` (the string must be the name of such a thing elsewhere in
/// the file), `x-also` (words that other tools have for a key) and some values of `format`.
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(|| schemars::schema_for!(Fleet).to_value());
    &SCHEMA
}

/// Whether a text is written as the inventory asks for it; `format` is a value of `format` in the
/// schema.
///
/// # Errors
/// What is wrong, in words that do not repeat the text.
pub fn fits(format: &str, text: &str) -> Result<(), String> {
    formats::check(format, text).map_err(|complaint| match complaint.help {
        Some(help) => format!("{}: {help}", complaint.message),
        None => complaint.message,
    })
}

/// Reads an inventory, or says all that is wrong with it, in the order of the file's keys.
pub fn read(value: &Value) -> Result<Fleet, Vec<Problem>> {
    let found = walk::walk(schema(), value);
    let mut problems = found.problems;
    problems.extend(names::unresolved(value, &found.mentions));
    if !problems.is_empty() {
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        return Err(problems);
    }
    // The walk has seen to it that this succeeds; a test holds the two together.
    serde_json::from_value(without_nulls(value)).map_err(|error| {
        let help = Some("this is a bug in nixward: please report it".to_owned());
        vec![Problem { place: Place::default(), message: error.to_string(), help }]
    })
}

/// `null` in a set says the same as no key at all.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(set) => set
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect(),
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
