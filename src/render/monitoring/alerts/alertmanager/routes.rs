//! Which alert goes to which receiver.

use serde::Serialize;

use super::super::super::duration;
use super::QUIET;
use super::channels::Paths;

/// A route.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Route {
    matchers: Vec<String>,
    receiver: String,
    #[serde(rename = "proceed")]
    goes_on: bool,
    group_by: Option<&'static [&'static str]>,
    group_wait: Option<String>,
    group_interval: Option<&'static str>,
    repeat_interval: Option<&'static str>,
    muted: Option<&'static str>,
}

/// The receiver of what nobody hears.
pub(super) const NOBODY: &str = "nobody";

/// The receiver of the dead-man switch.
pub(super) const DEAD_MAN: &str = "dead-man";

/// The receiver of critical alerts that are still there after some time.
pub(super) fn escalation(after: &str) -> String {
    format!("critical-after-{after}")
}

/// The receiver of alerts about a way that fails.
pub(super) fn other(way: &str) -> String {
    format!("not-by-{way}")
}

/// All routes, in order.
pub(super) fn of(paths: &Paths<'_>, dead_man: bool, quiet: bool) -> Vec<Route> {
    let mut routes = vec![Route {
        matchers: vec![is("alertname", "Watchdog")],
        receiver: if dead_man { DEAD_MAN } else { NOBODY }.to_owned(),
        group_wait: Some("0s".to_owned()),
        group_interval: Some("1m"),
        repeat_interval: Some("5m"),
        ..Route::default()
    }];
    for way in paths.others.keys() {
        routes.push(Route {
            matchers: vec![is("alertname", "NotificationsFailing"), is("integration", way)],
            receiver: other(way),
            repeat_interval: Some("1h"),
            ..Route::default()
        });
    }
    routes.extend(critical(paths));
    let muted = quiet.then_some(QUIET);
    if !paths.warning.is_empty() {
        routes.push(Route {
            matchers: vec![is("severity", "warning")],
            receiver: "warning".to_owned(),
            repeat_interval: Some("12h"),
            muted,
            ..Route::default()
        });
    }
    // A digest: whatever has come together, once a day at most.
    routes.push(Route {
        matchers: vec![is("severity", "info")],
        receiver: if paths.info.is_empty() { NOBODY } else { "info" }.to_owned(),
        group_by: Some(&["severity"]),
        group_wait: Some("1h".to_owned()),
        group_interval: Some("1d"),
        // Alertmanager remembers for five days what it has sent.
        repeat_interval: Some("4d"),
        muted,
        ..Route::default()
    });
    routes
}

/// At once, and again on other channels where it is still there after some time.
fn critical(paths: &Paths<'_>) -> Vec<Route> {
    let at_once = ("critical".to_owned(), None);
    let later = paths.escalation.keys().map(|after| {
        let after = duration(*after);
        (escalation(&after), Some(after))
    });
    let steps: Vec<_> = std::iter::once(at_once).chain(later).collect();
    let last = steps.len() - 1;
    let route = |(index, (receiver, group_wait))| Route {
        matchers: vec![is("severity", "critical")],
        receiver,
        goes_on: index < last,
        group_wait,
        repeat_interval: Some("1h"),
        ..Route::default()
    };
    steps.into_iter().enumerate().map(route).collect()
}

fn is(label: &str, value: &str) -> String {
    format!("{label}=\"{value}\"")
}
