//! The modules of the blackbox exporter.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::Result;
use crate::render::File;
use crate::render::engine::{Language, Template};

use super::Facts;
use super::probes::Module;

const TEMPLATE: Template = Template {
    name: "monitoring/blackbox.yml.j2",
    language: Language::Yaml,
    text: include_str!("../../templates/monitoring/blackbox.yml.j2"),
};

#[derive(Serialize)]
struct Shown {
    name: String,
    prober: &'static str,
    status: Option<u16>,
    tls: bool,
    public: bool,
}

#[derive(Serialize)]
struct Values {
    modules: Vec<Shown>,
}

/// The configuration; none where nothing is probed.
pub(super) fn file(facts: &Facts<'_>) -> Result<Option<File>> {
    let modules: BTreeSet<Module> = facts.probes.iter().map(|probe| probe.how).collect();
    if modules.is_empty() {
        return Ok(None);
    }
    let modules: Vec<Shown> = modules.into_iter().map(shown).collect();
    let text = TEMPLATE.fill(Values { modules })?;
    Ok(Some(File { path: "blackbox.yml".to_owned(), text }))
}

fn shown(module: Module) -> Shown {
    let (prober, status, tls, public) = match module {
        Module::Http(status) => ("http", status, false, true),
        Module::Tcp => ("tcp", None, false, true),
        Module::Tls { public } => ("tcp", None, true, public),
        Module::Icmp => ("icmp", None, false, true),
    };
    Shown { name: module.name(), prober, status, tls, public }
}
