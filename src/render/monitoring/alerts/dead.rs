//! The check that no rule and no panel looks at what nobody gives.

use std::collections::BTreeSet;

use super::metrics::{self, TARGET};
use super::promql::{self, Selector};
use super::sources::Source;

/// Why an expression never gives anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dead {
    /// It is no `PromQL`.
    Unreadable(String),
    /// Nobody gives such a metric.
    Unknown(String),
    /// The metric has no such label.
    NoLabel(String, String),
    /// Nobody in this fleet gives the metric.
    NotGiven(String, Source),
}

impl Dead {
    /// The reason as a sentence.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("it is no PromQL: {why}"),
            Self::Unknown(name) => format!("no exporter gives {name}"),
            Self::NoLabel(name, label) => format!("{name} has no label {label}"),
            Self::NotGiven(name, source) => {
                format!("no host gives {name}, which comes from {}", source.words())
            }
        }
    }
}

/// Why an expression would be dead in a fleet with these sources; none where it is alive.
pub(super) fn check(expr: &str, sources: &BTreeSet<Source>) -> Option<Dead> {
    match promql::read(expr) {
        Ok(reads) => reads.selectors.iter().find_map(|it| dead_selector(it, sources)),
        Err(why) => Some(Dead::Unreadable(why)),
    }
}

fn dead_selector(selector: &Selector, sources: &BTreeSet<Source>) -> Option<Dead> {
    let Some(name) = &selector.metric else {
        return Some(Dead::Unknown("a metric without a name".to_owned()));
    };
    let Some(metric) = metrics::named(name) else { return Some(Dead::Unknown(name.clone())) };
    if !sources.contains(&metric.source) {
        return Some(Dead::NotGiven(name.clone(), metric.source));
    }
    let mut labels = selector.labels.iter().map(|(label, _)| label.as_str());
    let label = labels.find(|it| !metric.labels.contains(it) && !TARGET.contains(it))?;
    Some(Dead::NoLabel(name.clone(), label.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::dashboards;
    use super::super::table;
    use super::*;

    fn all() -> BTreeSet<Source> {
        metrics::METRICS.iter().map(|metric| metric.source).collect()
    }

    #[test]
    fn what_nobody_gives_is_refused() {
        let mut sources = all();
        let errors = r#"rate(nginx_http_requests_total{status=~"5.."}[5m]) > 1"#;
        let label = Dead::NoLabel("nginx_http_requests_total".to_owned(), "status".to_owned());
        assert_eq!(check(errors, &sources), Some(label));
        let unknown = check("node_filesystem_free_percent < 10", &sources);
        assert_eq!(unknown, Some(Dead::Unknown("node_filesystem_free_percent".to_owned())));
        assert!(matches!(check("up{", &sources), Some(Dead::Unreadable(_))));
        assert!(matches!(check(r#"{job="node"}"#, &sources), Some(Dead::Unknown(_))));

        let restarts = "increase(node_systemd_service_restart_total[1h]) > 5";
        assert_eq!(check(restarts, &sources), None);
        sources.remove(&Source::Restarts);
        let why = check(restarts, &sources).unwrap().words();
        assert!(why.contains("--collector.systemd.enable-restarts-metrics"), "{why}");
    }

    #[test]
    fn no_rule_of_ours_is_dead() {
        for alert in table::alerts() {
            let expr = super::super::rules::plain(alert);
            assert_eq!(check(&expr, &all()), None, "{}", alert.name);
        }
    }

    #[test]
    fn every_metric_is_used() {
        let mut used: BTreeSet<String> = BTreeSet::new();
        let alerts = table::alerts().map(super::super::rules::plain);
        for expr in alerts.chain(dashboards::expressions()) {
            let reads = promql::read(&expr).unwrap();
            used.extend(reads.selectors.into_iter().filter_map(|it| it.metric));
        }
        let idle: Vec<_> = metrics::METRICS.iter().filter(|it| !used.contains(it.name)).collect();
        assert!(idle.is_empty(), "{idle:?}");
    }
}
