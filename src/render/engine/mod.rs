//! Fills templates. What a template writes `<{ value }>` becomes a literal of the language it is
//! written in, so that no value can mean anything but itself:
//!
//! | language | a text becomes | filters |
//! |---|---|---|
//! | Nix | `"a string"` | `name`: an attribute name; `list(4)`: a list over lines, its end indented by 4; `path`: a path from the file; `comment`: one line behind `#` |
//! | YAML | a plain word, or `"a string"` | `comment` |
//! | Alloy | `"a string"` | `comment` |
//! | shell | one word, quoted where it must be | `comment` |
//!
//! Lists, sets, numbers, booleans and null become literals of Nix and YAML likewise; the shell takes
//! texts and numbers alone. A value that is not there is an error, and so is a NUL byte.
//!
//! Blocks are `{% %}` and comments `<# #>`: `{{ }}`, `${{ }}` and `${# }` belong to the languages that
//! are written.

mod alloy;
mod nix;
mod shell;
mod yaml;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::error::{Error, Result};

/// The language that a template is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Nix.
    Nix,
    /// YAML 1.2, and what reads it as 1.1.
    Yaml,
    /// The configuration of Grafana Alloy.
    Alloy,
    /// POSIX sh.
    Shell,
}

impl Language {
    const ALL: [Self; 4] = [Self::Nix, Self::Yaml, Self::Alloy, Self::Shell];

    const fn word(self) -> &'static str {
        match self {
            Self::Nix => "nix",
            Self::Yaml => "yaml",
            Self::Alloy => "alloy",
            Self::Shell => "shell",
        }
    }

    /// A value in this language.
    ///
    /// # Errors
    /// One that the language has no literal for.
    pub fn literal_of(self, value: impl Serialize) -> Result<String> {
        self.literal(&Value::from(Serde(value))).map_err(|error| {
            Error::input(format!("a value cannot be written in {}", self.word()))
                .because(chain(&error))
        })
    }

    /// Sees that a text is one of this language, as far as that can be told.
    ///
    /// # Errors
    /// A text that is none: a mistake of nixward's own.
    pub fn read_back(self, name: &str, text: &str) -> Result<()> {
        let problem = match self {
            Self::Nix => nix::problem(text),
            Self::Yaml => yaml::problem(text),
            Self::Alloy => alloy::problem(text),
            Self::Shell => None,
        };
        let word = self.word();
        problem.map_or(Ok(()), |problem| {
            Err(Error::internal(format!("{name} gives no {word}")).because(problem))
        })
    }

    fn literal(self, value: &Value) -> Escaped {
        match self {
            Self::Nix => nix::literal(value),
            Self::Yaml => yaml::literal(value),
            Self::Alloy => alloy::literal(value),
            Self::Shell => shell::word(value),
        }
    }
}

/// A text of a language with places for values.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name in messages.
    pub name: &'static str,
    /// What it is written in.
    pub language: Language,
    /// The text.
    pub text: &'static str,
}

/// A literal, or why there is none.
type Escaped = std::result::Result<String, minijinja::Error>;

impl Template {
    /// The text with its values.
    ///
    /// # Errors
    /// A template and values that do not fit are a mistake of nixward's own, as is a result that
    /// does not parse. A value that the language has no literal for is the caller's to refuse.
    pub fn fill(&self, values: impl Serialize) -> Result<String> {
        let failed =
            |error| Error::internal(format!("cannot fill {}", self.name)).because(chain(&error));
        let environment = environment(self.language).map_err(failed)?;
        let template = environment.template_from_named_str(self.name, self.text).map_err(failed)?;
        let text = template.render(Serde(values)).map_err(failed)?;
        self.language.read_back(self.name, &text)?;
        Ok(text)
    }
}

fn environment(language: Language) -> std::result::Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::empty();
    environment.set_syntax(
        SyntaxConfig::builder()
            .block_delimiters("{%", "%}")
            .variable_delimiters("<{", "}>")
            .comment_delimiters("<#", "#>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(move |_| AutoEscape::Custom(language.word().into()));
    environment.set_formatter(write_literal);
    environment.add_filter("comment", comment);
    if language == Language::Nix {
        environment.add_filter("name", nix::name);
        environment.add_filter("list", nix::list);
        environment.add_filter("path", nix::path);
    }
    Ok(environment)
}

/// Writes a value into the output: as it is where a filter made it, else as a literal.
fn write_literal(
    output: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> std::result::Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if value.is_safe() => text.to_owned(),
        _ => language_of(state)?.literal(value)?,
    };
    Ok(output.write_str(&text)?)
}

fn language_of(state: &State<'_, '_>) -> std::result::Result<Language, minijinja::Error> {
    let named = |language: &Language| matches!(state.auto_escape(), AutoEscape::Custom(word) if word == language.word());
    Language::ALL.into_iter().find(named).ok_or_else(|| refused("no language to escape for"))
}

/// A text on one line, for a comment that ends with the line.
fn comment(text: &str) -> Value {
    let line: Vec<&str> = text.split(|char: char| char.is_control()).collect();
    Value::from_safe_string(line.join(" "))
}

/// The text of a value, free of what no language can say.
fn text_of(value: &Value) -> std::result::Result<Option<&str>, minijinja::Error> {
    match value.as_str() {
        Some(text) if text.contains('\0') => Err(refused("a text holds a NUL byte")),
        text => Ok(text),
    }
}

/// A boolean or a number, as Nix and YAML both write it.
fn scalar(value: &Value) -> Escaped {
    if value.kind() == ValueKind::Bool {
        return Ok(value.is_true().to_string());
    }
    let text = value.to_string();
    if text.contains("inf") || text.contains("NaN") {
        return Err(refused("no literal for a number without end"));
    }
    Ok(text)
}

/// The items of a list.
fn items(
    value: &Value,
    literal: impl Fn(&Value) -> Escaped,
) -> std::result::Result<Vec<String>, minijinja::Error> {
    value.try_iter()?.checked().map(|item| literal(&item?)).collect()
}

/// The entries of a set, in order of their names.
fn entries(
    value: &Value,
    entry: impl Fn(&Value, &Value) -> Escaped,
) -> std::result::Result<Vec<String>, minijinja::Error> {
    let mut keys = value.try_iter()?.checked().collect::<std::result::Result<Vec<_>, _>>()?;
    keys.sort();
    keys.iter().map(|key| entry(key, &value.get_item(key)?)).collect()
}

fn unspeakable(kind: ValueKind) -> minijinja::Error {
    refused(&format!("no literal for a value that is {kind}"))
}

fn refused(why: &str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, why.to_owned())
}

/// The error with its place in the template and its causes.
fn chain(error: &minijinja::Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

#[cfg(test)]
mod tests;
