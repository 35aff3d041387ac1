//! Who gives metrics in a fleet.

use std::collections::BTreeSet;

use crate::model::fleet::{ExporterName, Fleet, Host, TextfileWriter};

use super::probes::Probe;

/// Something that gives metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Every target, whatever it is.
    Any,
    /// `exporters.node`.
    Node,
    /// Its collector of units, which nixward switches on.
    Units,
    /// Its counter of restarts, which needs a flag that nixward sets.
    Restarts,
    /// The textfile writer of the boot.
    Boot,
    /// That of the system.
    System,
    /// That of scrubs.
    Zpool,
    /// Jobs that back up.
    Backup,
    /// Drills that restore.
    Drill,
    /// The comparison of kernel settings.
    Sysctl,
    /// The comparison of listening ports.
    Listeners,
    /// The look at the key of the tailnet.
    Tailscale,
    /// The look at files that nobody should change.
    Integrity,
    /// `exporters.smartctl`.
    Smartctl,
    /// `exporters.zfs`.
    Zfs,
    /// Probes of the blackbox exporter.
    Probe,
    /// Those that see a certificate.
    TlsProbe,
    /// `exporters.postgres`.
    Postgres,
    /// `exporters.nginx`.
    Nginx,
    /// `exporters.redis`.
    Redis,
    /// `exporters.mysqld`.
    Mysqld,
    /// `exporters.fail2ban`.
    Fail2ban,
    /// `exporters.wireguard`.
    Wireguard,
    /// Prometheus itself.
    Prometheus,
    /// Alertmanager.
    Alertmanager,
    /// Alloy, where it is scraped.
    Alloy,
    /// The promises of the inventory.
    Slo,
    /// Those with a latency.
    Latency,
    /// The timers of the inventory.
    Timers,
    /// The series that somebody wants compared with themselves.
    Anomalies,
}

/// The exporters that are scraped, and what they give.
const EXPORTERS: &[(&str, Source)] = &[
    ("alloy", Source::Alloy),
    ("fail2ban", Source::Fail2ban),
    ("mysqld", Source::Mysqld),
    ("nginx", Source::Nginx),
    ("node", Source::Node),
    ("postgres", Source::Postgres),
    ("redis", Source::Redis),
    ("smartctl", Source::Smartctl),
    ("wireguard", Source::Wireguard),
    ("zfs", Source::Zfs),
];

impl Source {
    /// Where it comes from, in words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Any => "any exporter",
            Self::Node => "the exporter `node`",
            Self::Units => "the systemd collector of the exporter `node`",
            Self::Restarts => {
                "the exporter `node` with --collector.systemd.enable-restarts-metrics"
            }
            Self::Boot => "the textfile writer `boot` beside the exporter `node`",
            Self::System => "the textfile writer `system` beside the exporter `node`",
            Self::Zpool => "the textfile writer `zpool` beside the exporter `zfs`",
            Self::Backup => "`backups` and `textfileWriters` with `backup`",
            Self::Drill => "`textfileWriters` with `drill`",
            Self::Sysctl => "`textfileWriters` with `sysctl`",
            Self::Listeners => "`textfileWriters` with `listeners`",
            Self::Tailscale => "`textfileWriters` with `tailscale`",
            Self::Integrity => "`textfileWriters` with `integrity`",
            Self::Smartctl => "the exporter `smartctl`",
            Self::Zfs => "the exporter `zfs`",
            Self::Probe => {
                "a probe: `slos`, `certificates`, `gates`, published ports or the gateway of a site"
            }
            Self::TlsProbe => "a probe of an https:// URL or a certificate",
            Self::Postgres => "the exporter `postgres`",
            Self::Nginx => "the exporter `nginx`",
            Self::Redis => "the exporter `redis`",
            Self::Mysqld => "the exporter `mysqld`",
            Self::Fail2ban => "the exporter `fail2ban`",
            Self::Wireguard => "the exporter `wireguard`",
            Self::Prometheus => "Prometheus itself",
            Self::Alertmanager => "Alertmanager, which is there where the fleet has `channels`",
            Self::Alloy => "the exporter `alloy`",
            Self::Slo => "`slos` with an `objective`",
            Self::Latency => "`slos` with `latencyMs`",
            Self::Timers => "`timers` with `maxAge` of a host with the exporter `node`",
            Self::Anomalies => "`monitoring.anomalies`",
        }
    }
}

/// All that gives metrics in a fleet.
pub(super) fn of(fleet: &Fleet, probes: &[Probe]) -> BTreeSet<Source> {
    let mut sources = BTreeSet::from([Source::Any, Source::Prometheus]);
    for host in fleet.hosts.values() {
        of_host(host, &mut sources);
    }
    let monitoring = fleet.monitoring.as_ref();
    let slos = || fleet.slos.values().filter(|slo| slo.url.is_some());
    let mut when = |is_there: bool, source| {
        if is_there {
            sources.insert(source);
        }
    };
    when(!probes.is_empty(), Source::Probe);
    when(probes.iter().any(|probe| probe.labels.contains_key("cert_class")), Source::TlsProbe);
    when(!fleet.channels.is_empty(), Source::Alertmanager);
    when(slos().any(|slo| slo.objective.is_some()), Source::Slo);
    when(slos().any(|slo| slo.latency_ms.is_some()), Source::Latency);
    when(monitoring.is_some_and(|it| !it.anomalies.is_empty()), Source::Anomalies);
    sources
}

fn of_host(host: &Host, sources: &mut BTreeSet<Source>) {
    let runs = |name: &str| host.exporters.iter().map(ExporterName::as_str).any(|it| it == name);
    sources.extend(EXPORTERS.iter().filter(|(name, _)| runs(name)).map(|(_, source)| *source));
    if !runs("node") {
        return;
    }
    sources.extend([Source::Units, Source::Restarts, Source::Boot, Source::System]);
    if runs("zfs") {
        sources.insert(Source::Zpool);
    }
    if host.timers.values().any(|timer| timer.max_age.is_some() && timer.stamp.is_none()) {
        sources.insert(Source::Timers);
    }
    let writers = host.textfile_writers.iter();
    let writers = writers.filter(|writer| **writer != TextfileWriter::Backup || backs_up(host));
    sources.extend(writers.map(|writer| match writer {
        TextfileWriter::Backup => Source::Backup,
        TextfileWriter::Drill => Source::Drill,
        TextfileWriter::Sysctl => Source::Sysctl,
        TextfileWriter::Listeners => Source::Listeners,
        TextfileWriter::Tailscale => Source::Tailscale,
        TextfileWriter::Integrity => Source::Integrity,
    }));
}

/// Whether a host has backups and tells how they went.
pub(super) fn backs_up(host: &Host) -> bool {
    !host.backups.is_empty() && host.textfile_writers.contains(&TextfileWriter::Backup)
}
