//! What is done with each line on its way.

use serde_json::{Map, Value};

use super::block::Block;
use super::{Notes, copy, list};

/// Stages whose settings have the same names in both.
const SAME: &[(&str, &[&str])] = &[
    ("cri", &["max_partial_lines", "max_partial_line_size", "max_partial_line_size_truncate"]),
    ("decolorize", &[]),
    ("docker", &[]),
    (
        "drop",
        &[
            "source",
            "separator",
            "expression",
            "value",
            "older_than",
            "longer_than",
            "drop_counter_reason",
        ],
    ),
    ("eventlogmessage", &["source", "overwrite_existing", "drop_invalid_labels"]),
    ("geoip", &["db", "source", "db_type", "custom_lookups"]),
    ("limit", &["rate", "burst", "drop", "by_label_name", "max_distinct_labels"]),
    ("multiline", &["firstline", "max_wait_time", "max_lines"]),
    ("output", &["source"]),
    ("regex", &["expression", "source", "labels_from_groups"]),
    ("replace", &["expression", "source", "replace"]),
    ("sampling", &["rate", "drop_counter_reason"]),
    ("template", &["source", "template"]),
    ("tenant", &["label", "source", "value"]),
    ("timestamp", &["source", "format", "fallback_formats", "location", "action_on_failure"]),
];

/// Stages that are a set of names in Promtail and have it in a setting of that name in Alloy.
const NAMED: &[(&str, &str)] =
    &[("labels", "values"), ("static_labels", "values"), ("structured_metadata", "values")];

/// Stages that are a list in Promtail.
const LISTED: &[(&str, &str)] =
    &[("labeldrop", "stage.label_drop"), ("labelallow", "stage.label_keep")];

/// Adds stages to a component or to a stage that holds others.
pub(super) fn add(stages: &[Value], place: &str, to: &mut Block, notes: &mut Notes) {
    for (n, stage) in stages.iter().enumerate() {
        let place = format!("{place}[{n}]");
        match stage.as_object() {
            Some(stage) => {
                for (kind, settings) in stage {
                    one(kind, settings, &format!("{place}.{kind}"), to, notes);
                }
            }
            None => notes.add(&place, "is no set"),
        }
    }
}

fn one(kind: &str, settings: &Value, place: &str, to: &mut Block, notes: &mut Notes) {
    let empty = Map::new();
    let set = settings.as_object().unwrap_or(&empty);
    if let Some((_, known)) = SAME.iter().find(|(name, _)| *name == kind) {
        let mut block = Block::new(format!("stage.{kind}"));
        copy(set, known, &mut block);
        notes.rest(place, set, known);
        to.add(block);
    } else if let Some((name, setting)) = NAMED.iter().find(|(name, _)| *name == kind) {
        let mut block = Block::new(format!("stage.{name}"));
        block.set(setting, Value::Object(filled(set)));
        to.add(block);
    } else if let Some((_, name)) = LISTED.iter().find(|(name, _)| *name == kind) {
        let mut block = Block::new(*name);
        block.set("values", Value::Array(list(Some(settings)).to_vec()));
        to.add(block);
    } else if matches!(kind, "json" | "logfmt") {
        extracting(kind, set, place, to, notes);
    } else if kind == "match" {
        matching(set, place, to, notes);
    } else {
        notes.add(place, "is a stage without a counterpart here");
    }
}

/// A name without a value stands for itself, which Alloy writes as an empty text.
fn filled(set: &Map<String, Value>) -> Map<String, Value> {
    let value = |value: &Value| if value.is_null() { Value::from("") } else { value.clone() };
    set.iter().map(|(key, found)| (key.clone(), value(found))).collect()
}

/// Stages that take values out of a line.
fn extracting(
    kind: &str,
    set: &Map<String, Value>,
    place: &str,
    to: &mut Block,
    notes: &mut Notes,
) {
    let (theirs, ours) =
        if kind == "json" { ("expressions", "expressions") } else { ("mapping", "mapping") };
    let mut block = Block::new(format!("stage.{kind}"));
    if let Some(names) = set.get(theirs).and_then(Value::as_object) {
        block.set(ours, Value::Object(filled(names)));
    }
    copy(set, &["source", "drop_malformed"], &mut block);
    notes.rest(place, set, &[theirs, "source", "drop_malformed"]);
    to.add(block);
}

/// A stage that others lie in, for some lines alone.
fn matching(set: &Map<String, Value>, place: &str, to: &mut Block, notes: &mut Notes) {
    const SAME: [&str; 4] = ["selector", "pipeline_name", "action", "drop_counter_reason"];
    let mut block = Block::new("stage.match");
    copy(set, &SAME, &mut block);
    add(list(set.get("stages")), &format!("{place}.stages"), &mut block, notes);
    notes.rest(
        place,
        set,
        &["selector", "pipeline_name", "action", "drop_counter_reason", "stages"],
    );
    to.add(block);
}
