//! The configuration of Alertmanager: who hears what, when, and what is held back.
//!
//! Secrets are named by their file, which systemd hands to the service. NixOS runs the configuration
//! through envsubst when the service starts: a `$` that is meant is written twice.

mod channels;
mod inhibition;
mod receivers;
mod routes;

use serde::Serialize;

use crate::error::Result;
use crate::model::fleet::{Fleet, QuietHours, SecretName};
use crate::render::File;
use crate::render::engine::{Language, Template};

use receivers::Receiver;
pub(in super::super) use receivers::credential;
use routes::Route;

const TEMPLATE: Template = Template {
    name: "monitoring/alertmanager.yml.j2",
    language: Language::Yaml,
    text: include_str!("../../../templates/monitoring/alertmanager.yml.j2"),
};

/// The name of quiet hours in routes.
const QUIET: &str = "quiet-hours";

#[derive(Serialize)]
struct Values {
    default: &'static str,
    routes: Vec<Route>,
    receivers: Vec<Receiver>,
    quiet: Option<Quiet>,
    inhibitions: &'static [inhibition::Rule],
}

#[derive(Serialize)]
struct Quiet {
    name: &'static str,
    times: Vec<Times>,
    timezone: String,
}

#[derive(Serialize)]
struct Times {
    from: String,
    to: String,
}

/// The configuration and the secrets that it names; none where the fleet has no channel.
///
/// # Errors
/// Channels that lack what they need, or on which a critical alert cannot rely.
pub(super) fn of(fleet: &Fleet) -> Result<Option<(File, Vec<&SecretName>)>> {
    if fleet.channels.is_empty() {
        return Ok(None);
    }
    channels::check(fleet)?;
    inhibition::check()?;
    let dead_man = fleet.monitoring.as_ref().and_then(|it| it.dead_man.as_ref());
    let paths = channels::of(fleet);
    let quiet = fleet.quiet_hours.as_ref().map(quiet).filter(|quiet| !quiet.times.is_empty());
    let values = Values {
        default: paths.default_receiver(),
        routes: routes::of(&paths, dead_man.is_some(), quiet.is_some()),
        receivers: receivers::of(fleet, &paths, dead_man)?,
        quiet,
        inhibitions: inhibition::RULES,
    };
    let file = File { path: "alertmanager.yml".to_owned(), text: TEMPLATE.fill(values)? };
    let mut secrets: Vec<&SecretName> =
        fleet.channels.values().filter_map(|channel| channel.secret.as_ref()).collect();
    secrets.extend(dead_man);
    secrets.sort();
    secrets.dedup();
    Ok(Some((file, secrets)))
}

/// Hours that go past midnight are two ranges.
fn quiet(hours: &QuietHours) -> Quiet {
    let (from, to) = (hours.from.as_str(), hours.to.as_str());
    let range = |from: &str, to: &str| Times { from: from.to_owned(), to: to.to_owned() };
    let mut times = if from <= to {
        vec![range(from, to)]
    } else {
        vec![range(from, "24:00"), range("00:00", to)]
    };
    times.retain(|times| times.from != times.to);
    let timezone = hours.timezone.as_ref().map_or("UTC", |zone| zone.as_str()).to_owned();
    Quiet { name: QUIET, times, timezone }
}

/// A text as envsubst leaves it.
fn kept(text: &str) -> String {
    text.replace('$', "$$")
}
