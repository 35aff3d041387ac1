//! Grafana on the monitoring server, and the secrets that it reads.

use serde::Serialize;

use super::super::fleet::Request;
use super::super::logging;
use crate::model::fleet::SecretName;

/// What the server's module says of Grafana.
#[derive(Debug, Serialize)]
pub(super) struct Grafana<'a> {
    domain: &'a str,
    admin_password: Option<String>,
    secret_key: Option<String>,
    loki: bool,
}

/// A secret that the server opens.
#[derive(Debug, Serialize)]
pub(super) struct Secret {
    pub(super) name: String,
    /// The encrypted file, as the server's module names it; none where the flake has no rule for it, so
    /// that somebody else must say where it is.
    pub(super) file: Option<String>,
    owner: Option<&'static str>,
}

impl Secret {
    /// A secret of the inventory, for whoever reads it in a module of `folder`.
    pub(super) fn new(
        request: &Request<'_>,
        folder: &str,
        name: &SecretName,
        owner: Option<&'static str>,
    ) -> Self {
        let name = plain(name);
        let file = request.secrets.get(&name).map(|file| request.path_from(folder, file));
        Self { name, file, owner }
    }
}

/// The name of a secret without `.age`.
pub(super) fn plain(name: &SecretName) -> String {
    let name = name.as_str();
    name.strip_suffix(".age").unwrap_or(name).to_owned()
}

/// Grafana, where the inventory names its domain, and the secrets it reads.
pub(super) fn of<'a>(request: &Request<'a>) -> Option<(Grafana<'a>, Vec<Secret>)> {
    let monitoring = request.fleet.monitoring.as_ref()?;
    let said = monitoring.grafana.as_ref()?;
    let grafana = Grafana {
        domain: said.domain.as_deref()?,
        admin_password: said.admin_password.as_ref().map(plain),
        secret_key: said.secret_key.as_ref().map(plain),
        loki: request.areas.contains(&super::super::Area::Logging)
            && logging::server(request.fleet).map(|(name, _)| name) == super::server(request.fleet),
    };
    let named = [&said.admin_password, &said.secret_key].into_iter().flatten();
    let secrets = named.map(|name| Secret::new(request, super::FOLDER, name, Some("grafana")));
    Some((grafana, secrets.collect()))
}
