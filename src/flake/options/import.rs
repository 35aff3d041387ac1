//! Takes over facts that somebody has gathered as JSON, which is how the built-in table begins.
//!
//! The form: `options` by path, each with `type`, and where there is one a `default` (a value, or
//! `{"_expr": ..}` with Nix) and `readOnly`; `renamed` from old paths to new ones; `removed`, a list of
//! paths.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::path::OptionPath;
use super::table::{Fact, Row, Table};
use crate::error::{Error, Result};

#[derive(Deserialize)]
struct Gathered {
    options: BTreeMap<String, Declared>,
    renamed: BTreeMap<String, String>,
    removed: Vec<String>,
}

#[derive(Deserialize)]
struct Declared {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, deserialize_with = "given")]
    default: Option<Value>,
    #[serde(default, rename = "readOnly")]
    read_only: bool,
}

/// A value that is there, `null` or not.
fn given<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// Says in `table` what `json` says, as of the source of that name. What the table knows beyond that
/// stays: other sources of a row, what to do in place of a removed option, that a rename is silent.
///
/// # Errors
/// JSON of another form, a path that is none, and a source that the table does not list.
pub fn import(table: &mut Table, json: &str, source: &str) -> Result<()> {
    let gathered: Gathered = serde_json::from_str(json)
        .map_err(|error| Error::input("these are no facts of options").because(error))?;
    let at = table.sources.iter().position(|known| known.name == source).ok_or_else(|| {
        Error::input(format!("the table has no source `{source}`"))
            .hint("add a line that begins with `source` to its head")
    })?;
    let declared = gathered.options.into_iter().map(|(path, option)| {
        let default = match option.default {
            Some(Value::Object(set)) if set.len() == 1 && set.contains_key("_expr") => {
                let nix = set.get("_expr").and_then(Value::as_str).unwrap_or_default();
                Some(format!("${{{nix}}}"))
            }
            other => other.map(|value| value.to_string()),
        };
        (path, Fact::Declared { kind: option.kind, default, read_only: option.read_only })
    });
    let renamed =
        gathered.renamed.into_iter().map(|(path, to)| (path, Fact::Renamed { to, warns: true }));
    let removed =
        gathered.removed.into_iter().map(|path| (path, Fact::Removed { instead: String::new() }));
    for (path, fact) in declared.chain(renamed).chain(removed) {
        let path = OptionPath::read(&path)?;
        let known = table.row(&path).cloned();
        table.put(&path, merged(known, fact, at));
    }
    Ok(())
}

/// A fact of a source, with what else is known of it.
fn merged(known: Option<Row>, fact: Fact, source: usize) -> Row {
    let Some(known) = known else { return Row { fact, sources: vec![source] } };
    let (agrees, fact) = match (known.fact, fact) {
        (Fact::Renamed { to, warns }, Fact::Renamed { to: new, .. }) if to == new => {
            (true, Fact::Renamed { to, warns })
        }
        (Fact::Removed { instead }, Fact::Removed { .. }) => (true, Fact::Removed { instead }),
        (Fact::Declared { kind, .. }, Fact::Declared { kind: new, default, read_only }) => {
            (kind == new, Fact::Declared { kind: new, default, read_only })
        }
        (_, fact) => (false, fact),
    };
    let mut sources = if agrees { known.sources } else { Vec::new() };
    if !sources.contains(&source) {
        sources.push(source);
    }
    sources.sort_unstable();
    Row { fact, sources }
}
