//! What is probed from the monitoring server.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::fleet::{Address, Challenge, Fleet, Host, NamesSite, Slo};

use super::slo;

/// How something is probed: a module of the blackbox exporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Module {
    /// A page that answers with 2xx, or with this status.
    Http(Option<u16>),
    /// A port that accepts connections.
    Tcp,
    /// A port that shows a certificate.
    Tls {
        /// Whether everybody can verify it.
        public: bool,
    },
    /// A machine that answers pings.
    Icmp,
}

impl Module {
    /// Its name.
    pub(super) fn name(self) -> String {
        match self {
            Self::Http(None) => "http_2xx".to_owned(),
            Self::Http(Some(status)) => format!("http_{status}"),
            Self::Tcp => "tcp".to_owned(),
            Self::Tls { public: true } => "tls".to_owned(),
            Self::Tls { public: false } => "tls_internal".to_owned(),
            Self::Icmp => "icmp".to_owned(),
        }
    }
}

/// Something that is probed.
#[derive(Clone, Debug, Serialize)]
pub(in crate::render::monitoring) struct Probe {
    /// Its name.
    pub name: String,
    /// What is asked: a URL, an address, or an address and a port.
    pub target: String,
    /// The module of the blackbox exporter.
    pub module: String,
    /// Time between two probes.
    pub interval: String,
    /// Its labels.
    pub labels: BTreeMap<&'static str, String>,
    /// How it is probed.
    #[serde(skip)]
    pub(super) how: Module,
}

/// Time between two probes of what nobody has promised.
const INTERVAL: &str = "30s";

/// All probes of a fleet, sorted by name. What two parts of the inventory ask for is probed once.
pub(super) fn of(fleet: &Fleet) -> Vec<Probe> {
    let mut probes: BTreeMap<String, Probe> = BTreeMap::new();
    for (name, slo) in &fleet.slos {
        add(&mut probes, promised(fleet, name, slo));
    }
    for (name, host) in fleet.hosts.iter().filter(|(_, host)| is_served_from(host)) {
        for probe in of_host(name, host) {
            add(&mut probes, Some(probe));
        }
    }
    for (name, site) in &fleet.sites {
        let gateway = site.gateway.as_ref().map(|gateway| Probe {
            labels: [("kind", "gateway".to_owned()), ("site", name.clone())].into(),
            ..probe(format!("gateway-{name}"), gateway.as_str().to_owned(), Module::Icmp)
        });
        add(&mut probes, gateway);
    }
    let mut probes: Vec<Probe> = probes.into_values().collect();
    probes.sort_by(|a, b| a.name.cmp(&b.name));
    probes
}

/// Adds a probe unless its target is probed already: then it lends its certificate's class.
fn add(probes: &mut BTreeMap<String, Probe>, probe: Option<Probe>) {
    let Some(probe) = probe else { return };
    let there = match probe.how {
        Module::Tls { .. } => probes.values_mut().find(|other| shows(other, &probe.target)),
        _ => probes.get_mut(&probe.target),
    };
    match there {
        Some(there) => {
            for (label, value) in probe.labels {
                there.labels.entry(label).or_insert(value);
            }
        }
        None => {
            probes.insert(probe.target.clone(), probe);
        }
    }
}

/// Whether a probe of a page sees the certificate of an address with port 443.
fn shows(probe: &Probe, target: &str) -> bool {
    let Some(name) = target.strip_suffix(":443") else { return false };
    let Some(rest) = probe.target.strip_prefix("https://") else { return false };
    rest.split('/').next() == Some(name)
}

fn probe(name: String, target: String, how: Module) -> Probe {
    let (module, interval) = (how.name(), INTERVAL.to_owned());
    Probe { name, target, module, interval, labels: BTreeMap::new(), how }
}

fn promised(fleet: &Fleet, name: &str, slo: &Slo) -> Option<Probe> {
    let mut labels = BTreeMap::new();
    if slo.objective.is_some() {
        labels.insert("slo", name.to_owned());
    }
    if let Some(host) = &slo.host {
        labels.insert("host", host.as_str().to_owned());
        let site = fleet.hosts.get(host.as_str()).and_then(|host| host.site.as_ref());
        labels.extend(site.map(|site| ("site", site.as_str().to_owned())));
    }
    let url = slo.url.as_ref()?.as_str().to_owned();
    let interval = format!("{}s", slo::interval(slo));
    Some(Probe { interval, labels, ..probe(format!("slo-{name}"), url, Module::Http(None)) })
}

/// Only what is always there is missed.
fn is_served_from(host: &Host) -> bool {
    super::super::is_always_on(host)
}

fn of_host<'a>(name: &'a str, host: &'a Host) -> impl Iterator<Item = Probe> + 'a {
    let mut labels = BTreeMap::from([("host", name.to_owned())]);
    labels.extend(host.site.as_ref().map(NamesSite::as_str).map(|site| ("site", site.to_owned())));
    let gates = host.gates.iter().filter_map(move |(gate, asked)| {
        let url = asked.http.as_ref()?.as_str().to_owned();
        Some(probe(format!("gate-{name}-{gate}"), url, Module::Http(asked.status)))
    });
    let tcp = host.gates.iter().filter_map(move |(gate, asked)| {
        Some(probe(format!("gate-{name}-{gate}"), asked.tcp.clone()?, Module::Tcp))
    });
    let probes = gates.chain(tcp).chain(certificates(host)).chain(published(name, host));
    probes.map(move |mut probe| {
        probe.labels.extend(labels.clone());
        probe
    })
}

/// The certificates that can be seen from outside: on port 443.
fn certificates(host: &Host) -> impl Iterator<Item = Probe> + '_ {
    let open =
        host.ports.iter().any(|port| port.port <= 443 && port.to.unwrap_or(port.port) >= 443);
    let seen = host.certificates.iter().filter(move |(domain, _)| open && !domain.contains('*'));
    seen.map(|(domain, certificate)| {
        let public = certificate.challenge != Some(Challenge::Internal);
        let class = match certificate.profile.as_deref() {
            Some("shortlived") => "d6",
            Some("tlsserver") => "d45",
            _ => "d90",
        };
        let target = format!("{domain}:443");
        Probe {
            labels: [("cert_class", class.to_owned())].into(),
            interval: "2m".to_owned(),
            ..probe(format!("tls-{domain}"), target, Module::Tls { public })
        }
    })
}

/// The ports of containers that others may reach.
fn published<'a>(name: &'a str, host: &'a Host) -> impl Iterator<Item = Probe> + 'a {
    let containers = host.containers.iter();
    let ports =
        containers.flat_map(|(container, it)| it.ports.iter().map(move |port| (container, port)));
    ports.filter_map(move |(container, port)| {
        let (port, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        let mut parts = port.rsplit(':').skip(1);
        let (published, address) = (parts.next()?, parts.next().unwrap_or_default());
        let is_local =
            address.starts_with("127.") || address.ends_with(']') || address == "localhost";
        if protocol != "tcp" || is_local || published.parse::<u16>().is_err() {
            return None;
        }
        let target = host.target.as_ref().and_then(|target| target.addresses.first());
        let target = target.map_or(name, Address::as_str);
        let target = if target.contains(':') { format!("[{target}]") } else { target.to_owned() };
        let name = format!("port-{name}-{container}-{published}");
        Some(probe(name, format!("{target}:{published}"), Module::Tcp))
    })
}
