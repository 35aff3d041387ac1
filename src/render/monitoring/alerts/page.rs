//! docs/alerts.md: what alerts there are, what makes them alive, and what to do.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::alert::Alert;
use super::metrics;
use super::rules;
use super::sources::Source;
use super::table::GROUPS;
use super::{limits, promql};

const HEAD: &str = "\
# Alerts

What `nixward render` warns of. An alert is rendered where somebody in the fleet gives its metrics, and
each has a unit test in which it fires and one in which it stays quiet (`promtool test rules
monitoring/rules/tests/*.yml` in the folder of rendered files).

An alert is switched off for a host by `hosts.<name>.alertsOff.<Alert>.reason`, for all by
`monitoring.alertsOff.<Alert>.reason`.

Made from the table of alerts (`nixward docs alerts`); a test keeps it equal.
";

/// Where somebody who is woken reads what to do.
pub(super) fn runbook(alert: &str) -> String {
    let anchor = alert.to_lowercase();
    format!("https://github.com/nixward/nixward/blob/main/docs/alerts.md#{anchor}")
}

/// The page.
pub(in crate::render) fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut seen = BTreeSet::new();
    for group in GROUPS {
        let _ = write!(page, "\n## {}\n\nAbout {}.\n", group.name, group.about);
        for alert in group.alerts {
            if seen.insert(alert.name) {
                let _ = write!(page, "\n### {}\n", alert.name);
            }
            page += &section(alert);
        }
    }
    page
}

fn section(alert: &Alert) -> String {
    let hold = match alert.hold {
        "0s" => "at once".to_owned(),
        hold => format!("after {hold}"),
    };
    let limit = alert.limit.map_or_else(String::new, |limit| {
        format!(" (usually {})", limits::number(limit.usual(None)))
    });
    format!(
        "\n{}, {hold}{limit}: {}. {}\n\n**What to do:** {}\n\n    {}\n\nNeeds {}.\n",
        alert.severity.word(),
        spoken(alert.summary),
        spoken(alert.description),
        alert.action,
        alert.expr.replace("{$host}", "").replace(",$host}", "}").replace("{$fs}", "{...}"),
        needs(alert),
    )
}

/// A text without the templates of Prometheus: `{{ $labels.host }}` is `HOST`.
fn spoken(text: &str) -> String {
    let mut parts = text.split("{{ $");
    let mut spoken = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once(" }}").unwrap_or((part, ""));
        let word = inside.trim_start_matches("labels.").split(' ').next().unwrap_or_default();
        spoken += &word.to_uppercase();
        spoken += rest;
    }
    spoken
}

/// Who gives its metrics.
fn needs(alert: &Alert) -> String {
    let reads = promql::read(&rules::plain(alert)).unwrap_or_default();
    let names = reads.selectors.iter().filter_map(|selector| selector.metric.as_deref());
    let sources: BTreeSet<Source> =
        names.filter_map(metrics::named).map(|metric| metric.source).collect();
    if sources.is_empty() {
        return "nothing".to_owned();
    }
    sources.into_iter().map(Source::words).collect::<Vec<_>>().join("; ")
}
