//! Plain data with known names: whatever else is said is refused, with the word that was meant.

use serde_json::{Map, Value};

use crate::flake::similar::{did_you_mean, nearest};
use crate::model::fleet::TimeSpan;

/// A set of a rule, and where it stands within `rotate`.
pub(super) struct Settings<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Settings<'a> {
    /// A set in which only these names may stand.
    ///
    /// # Errors
    /// Another name: a sentence without a full stop.
    pub(super) fn of(
        path: impl Into<String>,
        value: &'a Value,
        known: &[&str],
    ) -> Result<Self, String> {
        let path = path.into();
        let map = value.as_object().ok_or_else(|| format!("`{path}` should be a set"))?;
        if let Some(other) = map.keys().find(|key| !known.contains(&key.as_str())) {
            let meant = nearest(other, known.iter().copied())
                .map_or_else(|| format!("there are {}", known.join(", ")), did_you_mean);
            return Err(format!("`{path}` has no setting `{other}`; {meant}"));
        }
        Ok(Self { path, map })
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    fn wrong(&self, name: &str, right: &str) -> String {
        format!("`{}.{name}` should be {right}", self.path)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() && !text.contains(['\0', '\n']) => {
                Ok(Some(text.clone()))
            }
            Some(_) => Err(self.wrong(name, "a line of text")),
        }
    }

    pub(super) fn needed(&self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("`{}` needs `{name}`", self.path))
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let texts = value.as_array().and_then(|list| {
            list.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| self.wrong(name, "a list of strings"))
    }

    pub(super) fn number(
        &self,
        name: &str,
        among: std::ops::RangeInclusive<u64>,
        otherwise: u64,
    ) -> Result<u64, String> {
        let Some(value) = self.get(name) else { return Ok(otherwise) };
        let right = format!("a number from {} to {}", among.start(), among.end());
        let number = value.as_u64().filter(|number| among.contains(number));
        number.ok_or_else(|| self.wrong(name, &right))
    }

    /// Seconds.
    pub(super) fn span(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let span: TimeSpan = serde_json::from_value(value.clone())
            .map_err(|why| self.wrong(name, &why.to_string()))?;
        Ok(Some(span.seconds()))
    }

    /// One of some words.
    pub(super) fn word(&self, name: &str, words: &[&'static str]) -> Result<&'static str, String> {
        let first = words.first().copied().unwrap_or_default();
        let Some(value) = self.get(name) else { return Ok(first) };
        let found = words.iter().find(|word| value.as_str() == Some(**word)).copied();
        found.ok_or_else(|| self.wrong(name, &format!("one of {}", words.join(", "))))
    }
}
