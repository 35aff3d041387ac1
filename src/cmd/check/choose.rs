//! Rules named on the command line, by code or by area.

use clap::ValueEnum;

use super::args::Level;
use crate::check::{self, RULES};
use crate::model::finding::Severity;

/// The rules that one word names.
#[derive(Clone, Debug)]
pub(super) struct Rules(Vec<&'static str>);

impl Rules {
    pub(super) fn codes(&self) -> &[&'static str] {
        &self.0
    }

    pub(super) fn contains(&self, code: &str) -> bool {
        self.0.contains(&code)
    }
}

/// What fails a run.
#[derive(Clone, Debug)]
pub(super) enum Deny {
    /// Findings that matter at least this much.
    Level(Severity),
    /// Findings of these rules.
    Rules(Rules),
}

/// A rule's code, or an area: `1xx`, `NW1xx`.
pub(super) fn rules(text: &str) -> Result<Rules, String> {
    let word = text.to_uppercase();
    let area = word.strip_suffix("XX").map(|area| area.strip_prefix("NW").unwrap_or(area));
    let Some(area) = area else { return Ok(Rules(vec![code(text)?])) };
    let codes = RULES.iter().map(|rule| rule.code);
    let found: Vec<&str> = codes
        .filter(|code| code.strip_prefix("NW").and_then(|code| code.get(..1)) == Some(area))
        .collect();
    if found.is_empty() {
        return Err(format!("there is no rule of area {text}; the areas are {}", areas()));
    }
    Ok(Rules(found))
}

/// A severity, a rule's code or an area.
pub(super) fn denied(text: &str) -> Result<Deny, String> {
    if let Ok(level) = Level::from_str(text, true) {
        return Ok(Deny::Level(level.severity()));
    }
    if text.starts_with(|first: char| first.is_ascii_digit())
        || text.to_uppercase().starts_with("NW")
    {
        return rules(text).map(Deny::Rules);
    }
    Err("expected error, warning, info, the code of a rule or an area such as 1xx".to_owned())
}

/// The code of one rule.
pub(super) fn code(text: &str) -> Result<&'static str, String> {
    let rule = check::find(&text.to_uppercase()).ok_or_else(|| match check::suggest(text) {
        Some(rule) => format!("there is no such rule; did you mean {} ({})?", rule.code, rule.name),
        None => "there is no such rule; `nixward explain` lists all".to_owned(),
    })?;
    Ok(rule.code)
}

/// `0xx, 2xx` and so on.
fn areas() -> String {
    let mut areas: Vec<String> = RULES
        .iter()
        .filter_map(|rule| Some(format!("{}xx", rule.code.strip_prefix("NW")?.get(..1)?)))
        .collect();
    areas.dedup();
    areas.join(", ")
}
