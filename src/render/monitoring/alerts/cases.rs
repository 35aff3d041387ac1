//! Unit tests of the rules, for promtool: for each alert series that make it fire and series that do not.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::render::File;
use crate::render::engine::{Language, Template};

use super::alert::{Alert, Case, Group, Severity};
use super::limits::{number, seconds};
use super::records::{self, Record};
use super::rules::{self, Rule};
use super::{Facts, page, promql, slo};

const TEMPLATE: Template = Template {
    name: "monitoring/tests.yml.j2",
    language: Language::Yaml,
    text: include_str!("../../templates/monitoring/tests.yml.j2"),
};

/// The labels of a host that no inventory has: usual limits hold for it.
const HOST: &str = r#"host="test.invalid",site="test""#;

#[derive(Serialize)]
struct Values {
    /// In the order in which they are evaluated: promtool has none of its own.
    groups: Vec<String>,
    step: String,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    series: Vec<Series>,
    at: String,
    /// The alert that is looked at; none where it is about recorded series.
    alert: Option<&'static str>,
    expected: Vec<Expected>,
    samples: Vec<Sample>,
}

#[derive(Serialize)]
struct Series {
    series: String,
    values: String,
}

#[derive(Serialize)]
struct Expected {
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Sample {
    expr: String,
    value: usize,
}

/// What placeholders of a case stand for.
type Words = Vec<(&'static str, String)>;

/// The files of tests: one for each group and step, for promtool evaluates all of a file at one pace.
pub(super) fn files(
    facts: &Facts<'_>,
    groups: &[(&Group, Vec<Rule>)],
    records: &[Record],
) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for (group, rules) in groups {
        let mut paces: BTreeMap<String, Vec<Test>> = BTreeMap::new();
        for rule in rules {
            let words = words(facts, rule.alert, records);
            let mut add = |case: &Case, fires: bool| -> Result<()> {
                let test = test(facts, rule.alert, case, fires, &words)?;
                paces.entry(fill(case.step, &words)).or_default().push(test);
                Ok(())
            };
            add(&rule.alert.fires, true)?;
            rule.alert.quiet.iter().try_for_each(|case| add(case, false))?;
        }
        for (step, tests) in paces {
            let pace = if step == "1m" { String::new() } else { format!("-{step}") };
            let name = format!("{}{pace}", group.name);
            let recorded = (!records.is_empty()).then(|| "records".to_owned());
            let groups = recorded.into_iter().chain([group.name.to_owned()]).collect();
            files.push(file(&name, Values { groups, step, tests })?);
        }
    }
    if !records.is_empty() {
        files.push(recorded(records)?);
    }
    Ok(files)
}

fn file(name: &str, values: Values) -> Result<File> {
    Ok(File { path: format!("rules/tests/{name}.yml"), text: TEMPLATE.fill(values)? })
}

/// No recorded series is empty: a join on one that is would silence its alert.
fn recorded(records: &[Record]) -> Result<File> {
    let slos = records.iter().filter(|record| record.name == "slo:error_budget:ratio").count();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    // What somebody wants compared with itself comes from series of their own.
    for record in records.iter().filter(|record| record.name != "fleet:anomaly_input") {
        let series = if record.name.starts_with("slo:probe_errors") { slos } else { 1 };
        *count.entry(&record.name).or_default() += series;
    }
    let budgets = records.iter().filter(|record| record.name == "slo:error_budget:ratio");
    let series = budgets.filter_map(|record| {
        let slo = promql::quote(record.labels.get("slo")?);
        Some(Series { series: format!("probe_success{{slo={slo}}}"), values: "1x10".to_owned() })
    });
    let sample =
        |(name, value): (&&str, &usize)| Sample { expr: format!("count({name})"), value: *value };
    let test = Test {
        name: "every recorded series is there".to_owned(),
        series: series.collect(),
        at: "5m".to_owned(),
        alert: None,
        expected: Vec::new(),
        samples: count.iter().map(sample).collect(),
    };
    let groups = vec!["records".to_owned()];
    file("records", Values { groups, step: "1m".to_owned(), tests: vec![test] })
}

fn test(
    facts: &Facts<'_>,
    alert: &'static Alert,
    case: &Case,
    fires: bool,
    words: &Words,
) -> Result<Test> {
    let mut series = Vec::new();
    for (selector, values) in case.series {
        let values = fill(values, words);
        let selector = fill(selector, words);
        if selector.contains("$each") {
            let targets =
                facts.fleet.hosts.values().filter(|host| super::runs(host, "node")).count();
            series.extend((0..targets).map(|number| Series {
                series: selector.replace("$each", &number.to_string()),
                values: values.clone(),
            }));
        } else {
            series.push(Series { series: selector, values });
        }
    }
    let first = case.series.first().map(|(selector, _)| fill(selector, words));
    let found = case.found.map(|labels| format!("found{{{}}}", fill(labels, words))).or(first);
    let what = if fires { "fires" } else { "stays quiet" };
    Ok(Test {
        name: format!("{} ({}) {what}", alert.name, alert.severity.word()),
        series,
        at: fill(case.at, words),
        alert: Some(alert.name),
        expected: if fires { vec![expected(alert, case, found.as_deref())?] } else { Vec::new() },
        samples: Vec::new(),
    })
}

/// The alert that a case makes: the labels of its first series, or those that an aggregation leaves.
fn expected(alert: &Alert, case: &Case, found: Option<&str>) -> Result<Expected> {
    let reads = promql::read(found.unwrap_or("vector(1)")).map_err(|why| {
        Error::internal(format!("a case of {} is no series", alert.name)).because(why)
    })?;
    let labels = reads.selectors.into_iter().flat_map(|selector| selector.equal);
    let mut labels: BTreeMap<String, String> = labels
        .filter(|(label, value)| {
            !value.is_empty() && alert.by.is_none_or(|by| by.contains(&label.as_str()))
        })
        .collect();
    let show = |text: &str| shown(text, &labels, case.shown);
    let mut annotations = BTreeMap::from([
        ("summary", show(alert.summary)),
        ("description", show(alert.description)),
    ]);
    annotations.insert("runbook_url", page::runbook(alert.name));
    labels.insert("severity".to_owned(), alert.severity.word().to_owned());
    if alert.severity == Severity::None {
        labels.retain(|label, _| label == "severity");
    }
    Ok(Expected { labels, annotations })
}

/// What Prometheus makes of a text.
fn shown(text: &str, labels: &BTreeMap<String, String>, value: &str) -> String {
    let mut parts = text.split("{{ ");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once(" }}").unwrap_or((part, ""));
        match inside.strip_prefix("$labels.") {
            Some(label) => shown += labels.get(label).map_or("", String::as_str),
            None => shown += value,
        }
        shown += rest;
    }
    shown
}

fn fill(text: &str, words: &Words) -> String {
    words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
}

/// What the placeholders of an alert's cases stand for in this fleet; longer words come first.
fn words(facts: &Facts<'_>, alert: &Alert, records: &[Record]) -> Words {
    let mut words = limits(facts, alert, records);
    let first = |name: &str| records.iter().find(|record| record.name == name);
    let timer = first("fleet:timer_max_age_seconds").filter(|_| alert.name == "TimerOverdue");
    let backup = first("fleet:backup_interval_seconds");
    if let Some(old) = timer.or(backup) {
        words.push(("$longago", number(-3.0 * records::age(old) - 3600.0)));
    }
    let budget = first("slo:error_budget:ratio");
    let slo = budget.and_then(|record| facts.fleet.slos.get(record.labels.get("slo")?));
    if let Some(slo) = slo {
        let interval = slo::interval(slo);
        words.push(("$interval", format!("{interval}s")));
        words.push(("$hours", (7200 / interval).to_string()));
    }
    let named = [
        ("$timer", first("fleet:timer_max_age_seconds")),
        ("$backup", backup),
        ("$slo", budget),
        ("$latency", first("fleet:latency_budget_seconds")),
    ];
    for (word, record) in named {
        words.extend(record.map(|record| (word, pairs(record))));
    }
    words.push(("$l", HOST.to_owned()));
    words
}

/// The labels of a recorded series, as they stand in braces.
fn pairs(record: &Record) -> String {
    let pair = |(label, value): (&String, &String)| format!("{label}={}", promql::quote(value));
    record.labels.iter().map(pair).collect::<Vec<_>>().join(",")
}

/// Values on either side of a limit.
fn limits(facts: &Facts<'_>, alert: &Alert, records: &[Record]) -> Words {
    use super::limits::Limit::{Io, Memory};
    let latency = || {
        let record = records.iter().find(|it| it.name == "fleet:latency_budget_seconds")?;
        Some(records::age(record)).filter(|_| alert.name == "LatencyBudgetExceeded")
    };
    let limit = alert.limit.map(|limit| rules::base_limit(facts.fleet, limit)).or_else(latency);
    let Some(limit) = limit else { return Vec::new() };
    // Pressure is counted in seconds, and a sample comes every minute.
    let scale = if matches!(alert.limit, Some(Memory | Io)) { seconds(60) } else { 1.0 };
    vec![("$over", number(limit * scale * 1.5)), ("$under", number(limit * scale * 0.5))]
}
