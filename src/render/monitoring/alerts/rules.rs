//! Files of rules: the alerts that somebody feeds, for the hosts they are about.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::model::fleet::{Fleet, Monitoring};
use crate::render::File;
use crate::render::engine::{Language, Template};

use super::alert::{Alert, Group};
use super::dead::{self, Dead};
use super::limits::{Limit, number};
use super::records::{self, Record};
use super::table::{self, GROUPS};
use super::{Facts, cases, page, promql};

const TEMPLATE: Template = Template {
    name: "monitoring/rules.yml.j2",
    language: Language::Yaml,
    text: include_str!("../../templates/monitoring/rules.yml.j2"),
};

/// The file systems that are watched: what is no disk of the host, and what the boot loader keeps, is not.
const FS: &str =
    r#"fstype!~"tmpfs|ramfs|overlay|squashfs|fuse.*|nfs.*|cifs",mountpoint!~"/boot.*|/run.*""#;

/// Labels of which a rule is about some values alone.
const TELLING: [&str; 3] = ["kind", "cert_class", "always_on"];

/// An alert as it is rendered.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// The row of the table.
    pub alert: &'static Alert,
    /// Its expression in this fleet.
    pub expr: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    expr: &'a str,
    hold: &'a str,
    severity: &'a str,
    summary: &'a str,
    description: &'a str,
    runbook: String,
}

#[derive(Serialize)]
struct Values<'a> {
    name: &'a str,
    about: &'a str,
    records: &'a [Record],
    rules: Vec<Shown<'a>>,
}

/// Files, and which of them are rules.
pub(super) struct Rendered {
    pub files: Vec<File>,
    pub rules: Vec<String>,
}

/// Files of rules and of their tests.
pub(super) fn files(facts: &Facts<'_>) -> Result<Rendered> {
    known_alerts(facts.fleet)?;
    let records = records::of(facts)?;
    let mut files = Vec::new();
    let mut rules: Vec<(&Group, Vec<Rule>)> = Vec::new();
    for group in GROUPS {
        rules.push((group, of_group(facts, group)?));
    }
    rules.retain(|(_, rules)| !rules.is_empty());
    let mut add = |name: &str, text: Result<String>| -> Result<()> {
        files.push(File { path: format!("rules/{name}.yml"), text: text? });
        Ok(())
    };
    if !records.is_empty() {
        let about = "what alerts are held against, from the inventory";
        let values = Values { name: "records", about, records: &records, rules: Vec::new() };
        add("records", TEMPLATE.fill(values))?;
    }
    for (group, rules) in &rules {
        add(group.name, TEMPLATE.fill(shown(group, rules)))?;
    }
    let expressions = rules.iter().flat_map(|(_, rules)| rules.iter().map(|rule| &rule.expr));
    enough_retention(facts.fleet, expressions.chain(records.iter().map(|record| &record.expr)))?;
    let paths = files.iter().map(|file| file.path.clone()).collect();
    files.extend(cases::files(facts, &rules, &records)?);
    Ok(Rendered { files, rules: paths })
}

fn shown<'a>(group: &'a Group, rules: &'a [Rule]) -> Values<'a> {
    let rules = rules.iter().map(|rule| Shown {
        name: rule.alert.name,
        expr: &rule.expr,
        hold: rule.alert.hold,
        severity: rule.alert.severity.word(),
        summary: rule.alert.summary,
        description: rule.alert.description,
        runbook: page::runbook(rule.alert.name),
    });
    Values { name: group.name, about: group.about, records: &[], rules: rules.collect() }
}

/// The alerts of a group that somebody feeds and nobody has switched off.
fn of_group(facts: &Facts<'_>, group: &Group) -> Result<Vec<Rule>> {
    let off = facts.fleet.monitoring.as_ref().map(|monitoring| &monitoring.alerts_off);
    let mut rules = Vec::new();
    for alert in group.alerts {
        let expr = expression(facts.fleet, alert);
        let is_fed = match dead::check(&expr, &facts.sources) {
            None => is_told(facts, &expr),
            Some(Dead::NotGiven(..)) => false,
            Some(dead) => {
                return Err(Error::internal(format!("the alert {} is dead", alert.name))
                    .because(dead.words()));
            }
        };
        if is_fed && off.is_none_or(|off| !off.contains_key(alert.name)) {
            rules.push(Rule { alert, expr });
        }
    }
    Ok(rules)
}

/// Whether something has one of the labels that the alert is about.
fn is_told(facts: &Facts<'_>, expr: &str) -> bool {
    let Ok(reads) = promql::read(expr) else { return false };
    let mut asked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (label, value) in reads.selectors.iter().flat_map(|selector| &selector.equal) {
        if TELLING.contains(&label.as_str()) {
            asked.entry(label).or_default().insert(value);
        }
    }
    let targets = facts.fleet.hosts.values().filter(|host| super::runs(host, "node"));
    let always: BTreeSet<bool> = targets.map(super::super::is_always_on).collect();
    asked.iter().all(|(label, values)| match *label {
        "always_on" => values.iter().any(|value| always.contains(&(*value == "true"))),
        label => facts
            .probes
            .iter()
            .any(|probe| probe.labels.get(label).is_some_and(|has| values.contains(has.as_str()))),
    })
}

/// The expression of an alert about all hosts, with usual limits.
pub(super) fn plain(alert: &Alert) -> String {
    expression(&Fleet::default(), alert)
}

/// The expression of an alert in a fleet.
fn expression(fleet: &Fleet, alert: &Alert) -> String {
    let off: Vec<&str> = fleet
        .hosts
        .iter()
        .filter(|(_, host)| host.alerts_off.contains_key(alert.name))
        .map(|(name, _)| name.as_str())
        .collect();
    match alert.limit {
        None => about(fleet, alert, &off, true, ""),
        Some(Limit::Full) => by_mount_point(fleet, alert, &off),
        Some(limit) => by_host(fleet, alert, limit, &off),
    }
}

/// The expression about these hosts, or about all but these.
fn about(fleet: &Fleet, alert: &Alert, hosts: &[&str], but: bool, limit: &str) -> String {
    let targets = fleet.hosts.values().filter(|host| super::runs(host, "node")).count();
    let matcher = if hosts.is_empty() { String::new() } else { promql::any_of("host", but, hosts) };
    let behind = if hosts.is_empty() { "}".to_owned() } else { format!(",{matcher}}}") };
    let alone = if hosts.is_empty() { String::new() } else { format!("{{{matcher}}}") };
    alert
        .expr
        .replace("{$host}", &alone)
        .replace(",$host}", &behind)
        .replace("$fs", FS)
        .replace("$limit", limit)
        .replace("$targets", &targets.to_string())
}

/// One part for each limit: that of most hosts holds for all that have no other.
fn by_host(fleet: &Fleet, alert: &Alert, limit: Limit, off: &[&str]) -> String {
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, host) in fleet.hosts.iter().filter(|(_, host)| super::runs(host, "node")) {
        hosts.entry(number(limit.of(fleet, host))).or_default().push(name);
    }
    let base = base_of(fleet, limit, &hosts);
    let others = || hosts.iter().filter(|(value, _)| **value != base);
    let mut but: Vec<&str> = others().flat_map(|(_, names)| names.iter().copied()).collect();
    but.extend(off);
    but.sort_unstable();
    but.dedup();
    let mut parts = vec![about(fleet, alert, &but, true, &base)];
    for (value, names) in others() {
        let names: Vec<&str> = names.iter().copied().filter(|name| !off.contains(name)).collect();
        if !names.is_empty() {
            parts.push(about(fleet, alert, &names, false, value));
        }
    }
    parts.join(" or ")
}

/// The limit of most hosts.
fn base_of(fleet: &Fleet, limit: Limit, hosts: &BTreeMap<String, Vec<&str>>) -> String {
    let most = hosts.iter().max_by_key(|(_, names)| names.len());
    let unsaid = || number(limit.of(fleet, &crate::model::fleet::Host::default()));
    most.map_or_else(unsaid, |(value, _)| value.clone())
}

/// The limit that holds where nothing else is said, as [`by_host`] takes it.
pub(super) fn base_limit(fleet: &Fleet, limit: Limit) -> f64 {
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, host) in fleet.hosts.iter().filter(|(_, host)| super::runs(host, "node")) {
        hosts.entry(number(limit.of(fleet, host))).or_default().push(name);
    }
    base_of(fleet, limit, &hosts).parse().unwrap_or_default()
}

/// One part for each file system of which the inventory says how full it may be.
fn by_mount_point(fleet: &Fleet, alert: &Alert, off: &[&str]) -> String {
    let usual = number(Limit::Full.usual(None));
    let mut expr = about(fleet, alert, off, true, &usual);
    let mut parts = String::new();
    for (name, host) in fleet.hosts.iter().filter(|(name, _)| !off.contains(&name.as_str())) {
        for (mount, system) in &host.file_systems {
            let Some(full) = system.fills_by else { continue };
            let one =
                format!("{{host={},mountpoint={}}}", promql::quote(name), promql::quote(mount));
            let _ = write!(expr, " unless on (host, mountpoint) node_filesystem_size_bytes{one}");
            let free = number((1.0 - full).max(0.0));
            let part = alert.expr.replace("{$fs,$host}", &one).replace("$limit", &free);
            let _ = write!(parts, " or {part}");
        }
    }
    expr + &parts
}

/// Refuses alerts that are switched off and do not exist, or are about no host.
fn known_alerts(fleet: &Fleet) -> Result<()> {
    let find = |name: &str, key: String| {
        table::alerts().find(|alert| alert.name == name).ok_or_else(|| {
            Error::input(format!("{key}: there is no alert {name}"))
                .hint("docs/alerts.md lists them all")
        })
    };
    let fleet_wide = fleet.monitoring.iter().flat_map(|Monitoring { alerts_off, .. }| alerts_off);
    for (name, _) in fleet_wide {
        find(name, "monitoring.alertsOff".to_owned())?;
    }
    for (host, said) in &fleet.hosts {
        for name in said.alerts_off.keys() {
            let alert = find(name, format!("hosts.{host}.alertsOff"))?;
            if !alert.expr.contains("$host") {
                return Err(Error::input(format!(
                    "hosts.{host}.alertsOff: the alert {name} is about no single host"
                ))
                .hint(format!("switch it off for the fleet: monitoring.alertsOff.{name}")));
            }
        }
    }
    Ok(())
}

/// Refuses to keep metrics for a shorter time than a rule looks back.
fn enough_retention<'a>(fleet: &Fleet, mut exprs: impl Iterator<Item = &'a String>) -> Result<()> {
    let monitoring = fleet.monitoring.as_ref();
    let Some(kept) = monitoring.and_then(|monitoring| monitoring.retention) else { return Ok(()) };
    let longest = exprs.try_fold(0, |longest: u64, expr| {
        promql::read(expr).map(|reads| longest.max(reads.reach.as_secs()))
    });
    let longest = longest.map_err(|why| Error::internal("a rule cannot be read").because(why))?;
    let needed = longest.div_ceil(86_400) + 1;
    if kept.seconds() >= needed * 86_400 {
        return Ok(());
    }
    Err(Error::input("monitoring.retention is shorter than rules look back")
        .because(format!("they look back {} days", needed - 1))
        .hint(format!("set monitoring.retention to {needed}d or more")))
}
