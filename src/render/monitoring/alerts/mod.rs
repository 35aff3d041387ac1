//! What a fleet is warned of, and who hears it: rules and their tests, Alertmanager, probes, dashboards.
//!
//! Alerts are rows of [`table`]; one is rendered only where somebody gives its metrics ([`sources`],
//! [`metrics`]), so that no alert is silent because nobody measures what it looks at.

mod alert;
mod alertmanager;
mod blackbox;
mod cases;
mod dashboards;
mod dead;
mod limits;
mod metrics;
pub(in crate::render) mod page;
mod probes;
mod promql;
mod records;
mod rules;
mod slo;
mod sources;
mod table;

use std::collections::BTreeSet;

use crate::error::Result;
use crate::model::fleet::{ExporterName, Fleet, Host, SecretName};
use crate::render::File;

pub(super) use alertmanager::credential;
pub(super) use probes::Probe;

/// The rendered alerting of a fleet.
#[derive(Clone, Debug, Default)]
pub(super) struct Alerting<'a> {
    /// The files, by their path in the folder of the area.
    pub files: Vec<File>,
    /// The files of rules that Prometheus reads, by the same path.
    pub rules: Vec<String>,
    /// What is probed.
    pub probes: Vec<Probe>,
    /// The secrets that Alertmanager reads.
    pub credentials: Vec<&'a SecretName>,
}

/// What is known of a fleet, worked out once.
struct Facts<'a> {
    fleet: &'a Fleet,
    probes: Vec<Probe>,
    sources: BTreeSet<sources::Source>,
}

/// All of it. `sends_logs`: whether Alloy is scraped on hosts that send their logs.
///
/// # Errors
/// An inventory whose parts do not go together: an alert that does not exist, a promise that cannot be
/// measured, channels that a critical alert cannot rely on.
pub(super) fn of(fleet: &Fleet, sends_logs: bool) -> Result<Alerting<'_>> {
    slo::check(fleet)?;
    let probes = probes::of(fleet);
    let mut sources = sources::of(fleet, &probes);
    if sends_logs {
        sources.insert(sources::Source::Alloy);
    }
    let facts = Facts { fleet, probes, sources };
    let mut rendered = rules::files(&facts)?;
    let mut files = std::mem::take(&mut rendered.files);
    files.extend(dashboards::files(&facts)?);
    files.extend(blackbox::file(&facts)?);
    let notified = alertmanager::of(fleet)?;
    let (alertmanager, credentials) = notified.unzip();
    files.extend(alertmanager);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Alerting {
        files,
        rules: rendered.rules,
        probes: facts.probes,
        credentials: credentials.unwrap_or_default(),
    })
}

/// Whether a host runs an exporter.
fn runs(host: &Host, exporter: &str) -> bool {
    host.exporters.iter().map(ExporterName::as_str).any(|name| name == exporter)
}
