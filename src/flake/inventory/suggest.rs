//! What was meant: the nearest key or word, a key one level deeper, or what other tools call it.

use serde_json::{Map, Value};

use super::walk::resolve;
use crate::flake::similar::{did_you_mean, nearest};

/// The keys that a set may have.
pub(super) struct Keys<'a> {
    root: &'a Value,
    schema: &'a Value,
    properties: Option<&'a Map<String, Value>>,
}

impl<'a> Keys<'a> {
    /// The keys of a resolved schema.
    pub(super) fn of(root: &'a Value, schema: &'a Value) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object);
        Self { root, schema, properties }
    }

    /// The schema of a key's value; none where the key must not be there.
    pub(super) fn schema(&self, key: &str) -> Option<&'a Value> {
        let named = self.properties.and_then(|properties| properties.get(key));
        named
            .or_else(|| self.schema.get("additionalProperties").filter(|schema| schema.is_object()))
    }

    /// The keys that must be there.
    pub(super) fn required(&self) -> impl Iterator<Item = &'a str> {
        let required = self.schema.get("required").and_then(Value::as_array);
        required.into_iter().flatten().filter_map(Value::as_str)
    }

    /// What a key is for.
    pub(super) fn meaning(&self, key: &str) -> Option<String> {
        let description = self.schema(key)?.get("description")?.as_str()?;
        Some(format!("{key}: {}", description.lines().next()?.trim_end_matches('.')))
    }

    /// What to write instead of an unknown key.
    pub(super) fn instead_of(&self, key: &str) -> String {
        let names: Vec<&str> = self.named().map(|(name, _)| name).collect();
        if let Some(name) = nearest(key, names.iter().copied()).or_else(|| self.also(key)) {
            return did_you_mean(name);
        }
        match self.deeper(key) {
            Some((outer, inner)) => did_you_mean(&format!("{outer}.{inner}")),
            None => "`nixward schema` describes every key".to_owned(),
        }
    }

    fn named(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.properties.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema))
    }

    /// The key that another tool knows by this word.
    fn also(&self, word: &str) -> Option<&'a str> {
        let knows = |schema: &Value| {
            let words = schema.get("x-also").and_then(Value::as_array);
            words.into_iter().flatten().any(|also| also.as_str() == Some(word))
        };
        self.named().find(|(_, schema)| knows(schema)).map(|(name, _)| name)
    }

    /// A key that belongs into a set inside this one.
    fn deeper(&self, key: &str) -> Option<(&'a str, &'a str)> {
        self.named().find_map(|(outer, schema)| {
            let inner = Keys::of(self.root, resolve(self.root, schema));
            let same = inner.named().map(|(name, _)| name).find(|name| *name == key);
            same.or_else(|| inner.also(key)).map(|name| (outer, name))
        })
    }
}

/// What to write instead of a word that is none of `words`.
pub(super) fn one_of(word: &str, words: &[&str]) -> String {
    nearest(word, words.iter().copied())
        .map_or_else(|| format!("possible: {}", words.join(", ")), did_you_mean)
}
