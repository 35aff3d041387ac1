//! How the hosts of the flake are reached, and which of them must answer.

use crate::context::Context;
use crate::error::{Error, Result};
use crate::flake::hosts::Discovered;
use crate::model::fleet;
use crate::model::host::{Authority, HostKind};
use crate::ssh::Target;

/// The user that an inventory means where it names none.
const ROOT: &str = "root";

/// A host to talk to.
#[derive(Clone, Debug)]
pub(super) struct Reachable {
    pub(super) target: Target,
    /// Whether it should answer at any hour.
    pub(super) always_on: bool,
    tags: Vec<String>,
}

/// All hosts of `nixosConfigurations` that are known, and those of the inventory, by name.
pub(super) fn all(context: &Context) -> Result<Vec<Reachable>> {
    let fleet = context.inventory()?.and_then(|inventory| inventory.fleet.as_ref());
    let discovery = context.hosts()?;
    let nixos = discovery.hosts.iter().filter(|found| found.host.kind == HostKind::Nixos);
    let mut hosts: Vec<Reachable> = nixos
        .map(|found| {
            let entry = fleet.and_then(|fleet| fleet.hosts.get(&found.host.name));
            reachable(&found.host.name, entry, Some(found))
        })
        .collect();
    for (name, entry) in fleet.into_iter().flat_map(|fleet| &fleet.hosts) {
        if !hosts.iter().any(|host| host.target.name == *name) {
            hosts.push(reachable(name, Some(entry), None));
        }
    }
    hosts.sort_by(|a, b| a.target.name.cmp(&b.target.name));
    hosts.dedup_by(|a, b| a.target.name == b.target.name);
    Ok(hosts)
}

fn reachable(name: &str, entry: Option<&fleet::Host>, found: Option<&Discovered>) -> Reachable {
    let said = found.and_then(|found| found.host.target.as_ref());
    let of_flake = said
        .filter(|said| said.by != Authority::Inventory)
        .map(|said| Target::read(name, &said.value));
    let target = match entry.and_then(|entry| entry.target.as_ref()) {
        Some(target) => of_inventory(name, target),
        None => of_flake.unwrap_or_else(|| Target { name: name.to_owned(), ..Target::default() }),
    };
    let role = entry.and_then(|entry| entry.role);
    let by_role = role.is_none_or(|role| matches!(role, fleet::Role::Server | fleet::Role::Nas));
    let always_on = entry.and_then(|entry| entry.always_on).unwrap_or(by_role);
    let tags = entry.map(|entry| entry.tags.clone()).unwrap_or_default();
    Reachable { target, always_on, tags }
}

fn of_inventory(name: &str, target: &fleet::Target) -> Target {
    Target {
        name: name.to_owned(),
        addresses: target.addresses.iter().map(ToString::to_string).collect(),
        user: Some(target.user.clone().unwrap_or_else(|| ROOT.to_owned())),
        port: target.port,
        host_key: target.host_key.as_ref().map(ToString::to_string),
        jump: target.jump.as_ref().map(ToString::to_string),
    }
}

/// The hosts that the command line names, in its order; all where it names none.
pub(super) fn chosen(all: &[Reachable], named: &[String]) -> Result<Vec<Reachable>> {
    if all.is_empty() {
        return Err(Error::input("the flake defines no NixOS hosts")
            .hint("see what is known of it: nixward hosts"));
    }
    if named.is_empty() {
        return Ok(all.to_vec());
    }
    let mut chosen: Vec<Reachable> = Vec::new();
    for word in named {
        let is_meant = |host: &&Reachable| match word.strip_prefix('@') {
            Some(tag) => host.tags.iter().any(|own| own == tag),
            None => host.target.name == *word,
        };
        let found: Vec<&Reachable> = all.iter().filter(is_meant).collect();
        if found.is_empty() {
            return Err(unknown(word));
        }
        for host in found {
            if !chosen.iter().any(|known| known.target.name == host.target.name) {
                chosen.push(host.clone());
            }
        }
    }
    Ok(chosen)
}

fn unknown(word: &str) -> Error {
    match word.strip_prefix('@') {
        Some(tag) => Error::input(format!("no host has the tag `{tag}`")),
        None => Error::input(format!("there is no host `{word}`")),
    }
    .hint("list the hosts: nixward hosts")
}
