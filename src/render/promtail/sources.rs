//! Where lines come from, and the labels that come with them.

use serde_json::{Map, Value, json};

use super::block::Block;
use super::{Notes, WRITE, copy, identifier, list, stages};

/// The components that take the place of a scrape configuration.
pub(super) fn job(n: usize, scrape: &Map<String, Value>, notes: &mut Notes) -> Vec<Block> {
    let place = format!("scrape_configs[{n}]");
    let known = ["job_name", "journal", "static_configs", "relabel_configs", "pipeline_stages"];
    notes.rest(&place, scrape, &known);
    let name = scrape.get("job_name").and_then(Value::as_str).unwrap_or("job");
    let label = format!("{}_{n}", identifier(name));

    let pipeline = list(scrape.get("pipeline_stages"));
    let process = (!pipeline.is_empty()).then(|| {
        let mut block = Block::component("loki.process", &label);
        stages::add(pipeline, &format!("{place}.pipeline_stages"), &mut block, notes);
        block.refer("forward_to", format!("[{WRITE}]"));
        block
    });
    let receiver =
        if process.is_some() { format!("loki.process.{label}.receiver") } else { WRITE.to_owned() };

    let rules = list(scrape.get("relabel_configs"));
    let mut blocks = Vec::new();
    if let Some(journal) = scrape.get("journal").and_then(Value::as_object) {
        let place = format!("{place}.journal");
        blocks.push(self::journal(
            journal,
            name,
            &label,
            !rules.is_empty(),
            &receiver,
            &place,
            notes,
        ));
        if !rules.is_empty() {
            let mut block = relabel(&label, rules, &place, notes);
            block.refer("forward_to", "[]");
            blocks.push(block);
        }
    }
    let files = list(scrape.get("static_configs"));
    if !files.is_empty() {
        let to = if rules.is_empty() || scrape.contains_key("journal") {
            receiver
        } else {
            let mut block = relabel(&label, rules, &place, notes);
            block.refer("forward_to", format!("[{receiver}]"));
            blocks.push(block);
            format!("loki.relabel.{label}.receiver")
        };
        blocks.extend(self::files(files, name, &label, &to, &place, notes));
    }
    if blocks.is_empty() {
        notes.add(&place, "reads from nothing that is known here");
        return Vec::new();
    }
    blocks.extend(process);
    blocks
}

fn journal(
    journal: &Map<String, Value>,
    name: &str,
    label: &str,
    relabels: bool,
    receiver: &str,
    place: &str,
    notes: &mut Notes,
) -> Block {
    let mut block = Block::component("loki.source.journal", label);
    copy(journal, &["max_age", "path", "matches"], &mut block);
    if let Some(json) = journal.get("json").filter(|json| !json.is_null()) {
        block.set("format_as_json", json.clone());
    }
    let mut labels = Map::from_iter([("job".to_owned(), json!(name))]);
    labels.extend(journal.get("labels").and_then(Value::as_object).cloned().into_iter().flatten());
    block.set("labels", Value::Object(labels));
    if relabels {
        block.refer("relabel_rules", format!("loki.relabel.{label}.rules"));
    }
    block.refer("forward_to", format!("[{receiver}]"));
    notes.rest(place, journal, &["max_age", "path", "matches", "json", "labels"]);
    block
}

/// Files by their patterns, each with its labels.
fn files(
    configs: &[Value],
    name: &str,
    label: &str,
    to: &str,
    place: &str,
    notes: &mut Notes,
) -> Vec<Block> {
    let mut targets = Vec::new();
    for (n, config) in configs.iter().enumerate() {
        let labels = config.get("labels").and_then(Value::as_object);
        match labels.filter(|labels| labels.contains_key("__path__")) {
            Some(labels) => {
                let mut target = Map::from_iter([("job".to_owned(), json!(name))]);
                target.extend(labels.clone());
                targets.push(Value::Object(target));
            }
            None => notes.add(&format!("{place}.static_configs[{n}]"), "names no `__path__`"),
        }
    }
    let mut matches = Block::component("local.file_match", label);
    matches.set("path_targets", Value::Array(targets));
    let mut source = Block::component("loki.source.file", label);
    source.refer("targets", format!("local.file_match.{label}.targets"));
    source.refer("forward_to", format!("[{to}]"));
    vec![matches, source]
}

/// Rules over labels, which both write alike.
fn relabel(label: &str, rules: &[Value], place: &str, notes: &mut Notes) -> Block {
    const SAME: [&str; 7] =
        ["source_labels", "separator", "regex", "modulus", "target_label", "replacement", "action"];
    let mut block = Block::component("loki.relabel", label);
    for (n, rule) in rules.iter().enumerate() {
        let place = format!("{place}.relabel_configs[{n}]");
        let Some(rule) = rule.as_object() else {
            notes.add(&place, "is no set");
            continue;
        };
        let mut entry = Block::new("rule");
        copy(rule, &SAME, &mut entry);
        notes.rest(&place, rule, &SAME);
        block.add(entry);
    }
    block
}
