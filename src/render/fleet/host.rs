//! The module of a host.

use serde::Serialize;

use super::{HOSTS, Request, eject, file_name, host_module, nix};
use crate::error::Result;
use crate::model::fleet::Host;
use crate::render::{Area, File, logging, monitoring};

#[derive(Serialize)]
struct Values<'a> {
    name: &'a str,
    inventory: &'a str,
    imports: Vec<String>,
    monitoring: Option<monitoring::Agent<'a>>,
    logging: Option<logging::Agent<'a>>,
}

/// The module of one host: the modules of its feature flags, and what each area sets on it.
pub(super) fn file<'a>(request: &Request<'a>, name: &'a str, host: &'a Host) -> Result<File> {
    let path = host_module(file_name(name)?);
    let flags = host.features.iter().filter_map(|flag| request.fleet.features.get(flag.as_str()));
    let modules = flags.filter_map(|flag| flag.module.as_ref());
    let mut imports: Vec<String> =
        modules.map(|module| request.path_from(HOSTS, module.as_str())).collect();
    let is_asked_for = |area| request.areas.contains(&area);
    if request.ejected {
        imports.extend(request.areas.iter().map(|area| eject::import(*area)));
    }
    if is_asked_for(Area::Monitoring) {
        imports.extend(monitoring::import(request, name));
    }
    if is_asked_for(Area::Logging) {
        imports.extend(logging::import(request, name));
    }
    let values = Values {
        name,
        inventory: request.inventory,
        imports,
        monitoring: is_asked_for(Area::Monitoring)
            .then(|| monitoring::agent(request, name, host))
            .flatten(),
        logging: is_asked_for(Area::Logging).then(|| logging::agent(request, name, host)).flatten(),
    };
    nix(path, "rendered/host.nix.j2", include_str!("../templates/rendered/host.nix.j2"), values)
}
