//! Strings that must be the name of something else in the file.

use crate::flake::similar::{did_you_mean, nearest};
use std::net::IpAddr;

use serde_json::Value;

use super::walk::Mention;
use super::{Problem, formats};

/// A problem for every mention of what does not exist.
pub(super) fn unresolved(fleet: &Value, mentions: &[Mention]) -> Vec<Problem> {
    let names = Names::of(fleet);
    mentions.iter().filter_map(|mention| names.problem(mention)).collect()
}

/// Everything in an inventory that has a name.
struct Names<'a> {
    features: Vec<&'a str>,
    hosts: Vec<&'a str>,
    repositories: Vec<&'a str>,
    segments: Vec<&'a str>,
    sites: Vec<&'a str>,
    tags: Vec<&'a str>,
    waves: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(fleet: &'a Value) -> Self {
        let hosts = fleet.get("hosts").and_then(Value::as_object).into_iter().flatten();
        let tags = hosts.filter_map(|(_, host)| host.get("tags")?.as_array()).flatten();
        let waves = fleet.pointer("/rollout/waves").and_then(Value::as_array).into_iter().flatten();
        Self {
            features: keys(fleet, "/features"),
            hosts: keys(fleet, "/hosts"),
            repositories: keys(fleet, "/backup/repositories"),
            segments: keys(fleet, "/segments"),
            sites: keys(fleet, "/sites"),
            tags: tags.filter_map(Value::as_str).collect(),
            waves: waves.filter_map(|wave| wave.get("name")?.as_str()).collect(),
        }
    }

    fn problem(&self, mention: &Mention) -> Option<Problem> {
        let name = mention.name.as_str();
        let (what, known, place) = match mention.what.as_str() {
            "features" => ("feature", &self.features, "features"),
            "hosts" => ("host", &self.hosts, "hosts"),
            "hosts or @tags" => match name.strip_prefix('@') {
                Some(tag) => return missing(mention, "tag", tag, &self.tags, "hosts.<name>.tags"),
                None => ("host", &self.hosts, "hosts"),
            },
            "repositories" => ("repository", &self.repositories, "backup.repositories"),
            "segments or networks" if is_network(name) => return None,
            "segments" | "segments or networks" => ("segment", &self.segments, "segments"),
            "sites" => ("site", &self.sites, "sites"),
            "waves" => ("wave", &self.waves, "rollout.waves"),
            _ => return None,
        };
        missing(mention, what, name, known, place)
    }
}

/// The problem with `name`, unless it is known.
fn missing(
    mention: &Mention,
    what: &str,
    name: &str,
    known: &[&str],
    defined_in: &str,
) -> Option<Problem> {
    if known.contains(&name) {
        return None;
    }
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => did_you_mean(near),
        None if known.is_empty() => format!("define it in `{defined_in}`"),
        None => format!("define it in `{defined_in}`, or use one of: {}", known.join(", ")),
    };
    let message = format!("no {what} is called `{name}`");
    Some(Problem { place: mention.place.clone(), message, help: Some(help) })
}

fn keys<'a>(fleet: &'a Value, pointer: &str) -> Vec<&'a str> {
    let set = fleet.pointer(pointer).and_then(Value::as_object);
    set.into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

/// What may stand where a segment may, without being one.
fn is_network(name: &str) -> bool {
    name == "anywhere" || name.parse::<IpAddr>().is_ok() || formats::check("cidr", name).is_ok()
}
