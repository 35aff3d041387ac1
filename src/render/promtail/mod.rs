//! Promtail's configuration as one of Grafana Alloy. What has no counterpart is listed, never dropped in
//! silence.
//!
//! Sources: the configuration reference of Promtail 3.6 and the components of Alloy 1.x.

mod block;
mod sources;
mod stages;

use serde_json::{Map, Value};

use crate::error::Result;
use block::Block;

/// The receiver of the component that sends lines to Loki.
const WRITE: &str = "loki.write.promtail.receiver";

/// What became of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The configuration of Alloy.
    pub text: String,
    /// What it lacks: each a path in Promtail's configuration, and why.
    pub left_out: Vec<String>,
}

/// Notes what is left out.
#[derive(Debug, Default)]
struct Notes(Vec<String>);

impl Notes {
    fn add(&mut self, place: &str, why: &str) {
        self.0.push(format!("{place}: {why}"));
    }

    /// Notes the keys of a set that nothing was made of.
    fn rest(&mut self, place: &str, set: &Map<String, Value>, known: &[&str]) {
        let unknown = set.iter().filter(|(key, _)| !known.contains(&key.as_str()));
        for (key, _) in unknown.filter(|(_, value)| !value.is_null()) {
            let dot = if place.is_empty() { "" } else { "." };
            self.add(&format!("{place}{dot}{key}"), "has no counterpart here");
        }
    }
}

/// Makes Alloy's configuration of Promtail's.
///
/// # Errors
/// A value that Alloy has no literal for.
pub fn migrate(configuration: &Map<String, Value>) -> Result<Migrated> {
    let mut notes = Notes::default();
    // Where it listens, and where it notes how far it has read: Alloy has places of its own.
    notes.rest("", configuration, &["clients", "scrape_configs", "server", "positions"]);
    let mut blocks = Vec::new();
    for (n, scrape) in list(configuration.get("scrape_configs")).iter().enumerate() {
        match scrape.as_object() {
            Some(scrape) => blocks.extend(sources::job(n, scrape, &mut notes)),
            None => notes.add(&format!("scrape_configs[{n}]"), "is no set"),
        }
    }
    blocks.push(write(list(configuration.get("clients")), &mut notes));
    let text = block::text(&blocks)?;
    Ok(Migrated { text, left_out: notes.0 })
}

/// The component that sends lines to Loki.
fn write(clients: &[Value], notes: &mut Notes) -> Block {
    const SAME: [&str; 6] =
        ["url", "name", "tenant_id", "batch_wait", "headers", "bearer_token_file"];
    let mut write = Block::component("loki.write", "promtail");
    let mut labels = Map::new();
    for (n, client) in clients.iter().enumerate() {
        let place = format!("clients[{n}]");
        let Some(client) = client.as_object() else {
            notes.add(&place, "is no set");
            continue;
        };
        let mut endpoint = Block::new("endpoint");
        copy(client, &SAME, &mut endpoint);
        if let Some(auth) = client.get("basic_auth").and_then(Value::as_object) {
            let mut block = Block::new("basic_auth");
            copy(auth, &["username", "password_file"], &mut block);
            // A password in the clear would stay one: it belongs into a file.
            notes.rest(&format!("{place}.basic_auth"), auth, &["username", "password_file"]);
            endpoint.add(block);
        }
        labels.extend(
            client.get("external_labels").and_then(Value::as_object).cloned().into_iter().flatten(),
        );
        notes.rest(&place, client, &[&SAME[..], &["basic_auth", "external_labels"]].concat());
        write.add(endpoint);
    }
    if clients.is_empty() {
        notes.add("clients", "names nobody, so that Alloy sends nothing");
    }
    if !labels.is_empty() {
        write.set("external_labels", Value::Object(labels));
    }
    write
}

/// Copies what both call by the same name.
fn copy(from: &Map<String, Value>, keys: &[&str], to: &mut Block) {
    for key in keys {
        if let Some(value) = from.get(*key).filter(|value| !value.is_null()) {
            to.set(key, value.clone());
        }
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A name that labels of components may have.
fn identifier(name: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() { char } else { '_' };
    let name: String = name.chars().map(plain).collect();
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else {
        format!("job_{name}")
    }
}
