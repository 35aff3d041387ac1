//! Which channel hears what, and how soon.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::model::fleet::{AlertSeverity, Channel, ChannelKind, Fleet, TimeSpan};

/// The channels of a fleet, by what they are used for.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths<'a> {
    /// Critical alerts, at once.
    pub critical: Vec<&'a str>,
    /// Critical alerts that are still there after some time.
    pub escalation: BTreeMap<TimeSpan, Vec<&'a str>>,
    /// Warnings.
    pub warning: Vec<&'a str>,
    /// The rest.
    pub info: Vec<&'a str>,
    /// For each integration that may fail, the channels that go another way.
    pub others: BTreeMap<&'static str, Vec<&'a str>>,
}

impl Paths<'_> {
    /// Who hears what no route is for.
    pub(super) fn default_receiver(&self) -> &'static str {
        if self.warning.is_empty() { "critical" } else { "warning" }
    }
}

/// What Alertmanager calls the way that a kind of channel takes.
pub(super) const fn integration(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Email => "email",
        ChannelKind::Slack => "slack",
        ChannelKind::Discord => "discord",
        ChannelKind::Telegram => "telegram",
        ChannelKind::Pagerduty => "pagerduty",
        ChannelKind::Ntfy | ChannelKind::Webhook | ChannelKind::Sms => "webhook",
    }
}

/// Whether a channel hears alerts of that severity.
fn hears(channel: &Channel, severity: AlertSeverity) -> bool {
    if !channel.severities.is_empty() {
        return channel.severities.contains(&severity);
    }
    // What rings a phone is for what cannot wait.
    let wakes = matches!(channel.kind, ChannelKind::Sms | ChannelKind::Pagerduty);
    !wakes || severity == AlertSeverity::Critical
}

/// The channels by what they are used for.
pub(super) fn of(fleet: &Fleet) -> Paths<'_> {
    let mut paths = Paths::default();
    let mut critical: Vec<(&str, &Channel)> = Vec::new();
    for (name, channel) in &fleet.channels {
        if hears(channel, AlertSeverity::Critical) {
            critical.push((name, channel));
            match channel.after {
                Some(after) => paths.escalation.entry(after).or_default().push(name),
                None => paths.critical.push(name),
            }
        }
        if hears(channel, AlertSeverity::Warning) {
            paths.warning.push(name);
        }
        if hears(channel, AlertSeverity::Info) {
            paths.info.push(name);
        }
    }
    let ways: BTreeSet<&str> =
        critical.iter().map(|(_, channel)| integration(channel.kind)).collect();
    for way in ways {
        let other = |(_, channel): &&(&str, &Channel)| integration(channel.kind) != way;
        let names: Vec<&str> = critical.iter().filter(other).map(|(name, _)| *name).collect();
        if !names.is_empty() {
            paths.others.insert(way, names);
        }
    }
    paths
}

/// Refuses channels that a critical alert cannot rely on.
pub(super) fn check(fleet: &Fleet) -> Result<()> {
    for (name, channel) in &fleet.channels {
        let only_critical = channel.severities.iter().all(|it| *it == AlertSeverity::Critical);
        if channel.kind == ChannelKind::Sms && !only_critical {
            return Err(Error::input(format!(
                "channels.{name} would send a short message for what can wait"
            ))
            .hint(format!(
                "leave channels.{name}.severities out: it hears critical alerts alone"
            )));
        }
    }
    let critical = || fleet.channels.values().filter(|it| hears(it, AlertSeverity::Critical));
    let kinds: BTreeSet<ChannelKind> = critical().map(|channel| channel.kind).collect();
    if kinds.len() < 2 {
        return Err(Error::input("critical alerts reach fewer than two kinds of channels")
            .because("when the one way fails, nobody hears of it")
            .hint("add a channel of another kind that hears `critical`"));
    }
    if !critical().any(|channel| channel.external) {
        return Err(Error::input("no channel for critical alerts works without the fleet")
            .because("when the fleet is down, so are they")
            .hint("set `external = true` on one that does not run on a host of the fleet, or add such a channel"));
    }
    if critical().all(|channel| channel.after.is_some()) {
        return Err(Error::input("no channel hears critical alerts at once")
            .hint("leave `after` out on one of them"));
    }
    Ok(())
}
