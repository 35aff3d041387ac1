//! What is held back while something worse explains it: site, host, service, prediction.

use serde::Serialize;

use crate::error::{Error, Result};

use super::super::alert::Alert;
use super::super::{metrics, promql, rules, table};

/// While the source fires, targets that have the same labels are held back.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Rule {
    source: &'static [&'static str],
    target: &'static [&'static str],
    equal: &'static [&'static str],
}

/// The rules, the worst first.
pub(super) const RULES: &[Rule] = &[
    Rule {
        source: &[r#"alertname="SiteDown""#],
        target: &[r#"alertname!="SiteDown""#, r#"site!="""#],
        equal: &["site"],
    },
    Rule {
        source: &[r#"alertname="HostDown""#],
        target: &[r#"alertname!~"SiteDown|HostDown""#, r#"host!="""#],
        equal: &["host"],
    },
    Rule {
        source: &[r#"alertname="ProbeFailed""#],
        target: &[r#"alertname=~"LatencyBudgetExceeded|CertRenewalLate""#],
        equal: &["instance"],
    },
    Rule {
        source: &[r#"alertname="SLOFastBurn""#],
        target: &[r#"alertname="SLOSlowBurn""#],
        equal: &["slo"],
    },
    Rule {
        source: &[r#"alertname="FilesystemFillsIn4h""#],
        target: &[r#"alertname=~"FilesystemFillsIn24h|FilesystemLow""#],
        equal: &["host", "mountpoint"],
    },
    Rule {
        source: &[r#"severity="critical""#, r#"host!="""#],
        target: &[r#"severity="warning""#, r#"host!="""#],
        equal: &["alertname", "host"],
    },
];

/// Refuses a rule whose labels are not on both sides: what lacks a label on both has it in common.
///
/// # Errors
/// A mistake of nixward's own.
pub(super) fn check() -> Result<()> {
    let bad = RULES.iter().find(|rule| {
        let sides = [rule.source, rule.target];
        rule.equal.iter().any(|label| sides.iter().any(|side| !has(side, label)))
    });
    bad.map_or(Ok(()), |rule| {
        Err(Error::internal(format!("what is held back for {} has other labels", rule.source[0])))
    })
}

/// Whether all that matches has the label: because it must, or because the alerts that are named do.
fn has(matchers: &[&str], label: &str) -> bool {
    label == "alertname" || matchers.contains(&format!("{label}!=\"\"").as_str()) || {
        let named = matchers.iter().find_map(|matcher| {
            let names = matcher.strip_prefix("alertname=")?;
            Some(names.trim_matches(|char| char == '~' || char == '"'))
        });
        named.is_some_and(|names| names.split('|').all(|name| alerts_have(name, label)))
    }
}

fn alerts_have(name: &str, label: &str) -> bool {
    let mut alerts = table::alerts().filter(|alert| alert.name == name).peekable();
    alerts.peek().is_some() && alerts.all(|alert| alert_has(alert, label))
}

/// Whether an alert has a label: one that its aggregation leaves, or one of the series it looks at.
fn alert_has(alert: &Alert, label: &str) -> bool {
    if let Some(by) = alert.by {
        return by.contains(&label);
    }
    let reads = promql::read(&rules::plain(alert)).unwrap_or_default();
    let first = reads.selectors.first().and_then(|selector| selector.metric.as_deref());
    let labels = first.and_then(metrics::named).map_or(&[][..], |metric| metric.labels);
    labels.contains(&label) || metrics::TARGET.contains(&label)
}

#[cfg(test)]
mod tests {
    use super::{check, has};

    #[test]
    fn labels_are_on_both_sides() {
        check().unwrap();
        assert!(has(&[r#"alertname="FilesystemLow""#], "mountpoint"));
        assert!(!has(&[r#"alertname="HostDown""#], "mountpoint"));
        assert!(!has(&[r#"alertname=~"HostDown|NoSuchAlert""#], "host"));
        assert!(!has(&[r#"severity="critical""#], "cluster"));
    }
}
