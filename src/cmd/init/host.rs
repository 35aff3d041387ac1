//! `nixward init host NAME`

use clap::ValueEnum;

use super::secrets;
use crate::cmd::plan::{Extent, Plan};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::hosts::{self, Discovered, Setting};
use crate::flake::inventory::insert;
use crate::flake::inventory::{
    self,
    file::{self, Inventory},
};
use crate::flake::statement::Edited;
use crate::model::fleet::{self, Role};
use crate::model::host::HostKind;
use crate::render::start::{self, Host};
use crate::tree::Source;

#[derive(clap::Args, Debug)]
#[group(skip)]
pub(super) struct Args {
    /// The name of the host, also in nixosConfigurations
    #[arg(value_name = "NAME", value_parser = name)]
    name: String,
    /// What it is used as
    #[arg(long, value_enum, value_name = "ROLE")]
    role: RoleArg,
    /// Its platform
    #[arg(long, value_name = "SYSTEM", default_value = "x86_64-linux", value_parser = ["x86_64-linux", "aarch64-linux", "riscv64-linux"])]
    system: String,
    /// A name or address it answers at; may be given more than once, the best first
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    address: Vec<String>,
    /// The user to log in as for administration
    #[arg(long, value_name = "LOGIN", value_parser = login)]
    user: Option<String>,
    /// Its ssh-ed25519 host key, with which it opens its secrets
    #[arg(long, value_name = "KEY", value_parser = host_key)]
    host_key: Option<String>,
    /// Where it stands: a site of the inventory
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// A feature flag of the inventory that is on
    #[arg(long, value_name = "FLAG")]
    feature: Vec<String>,
    #[command(flatten)]
    extent: Extent,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArg {
    /// Serves others, without a screen
    Server,
    /// A desk with a person at it
    Workstation,
    /// Moves and sleeps
    Laptop,
    /// Keeps the files of others
    Nas,
    /// A virtual machine
    Vm,
}

impl RoleArg {
    fn role(self) -> Role {
        match self {
            Self::Server => Role::Server,
            Self::Workstation => Role::Workstation,
            Self::Laptop => Role::Laptop,
            Self::Nas => Role::Nas,
            Self::Vm => Role::Vm,
        }
    }
}

/// What NixOS takes for a host name, without capitals: names of hosts become parts of domain names.
fn name(text: &str) -> std::result::Result<String, String> {
    let inner = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    let right = !text.is_empty()
        && text.len() <= 63
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-');
    let why = "expected at most 63 small letters, digits and inner hyphens";
    if right { Ok(text.to_owned()) } else { Err(why.to_owned()) }
}

/// What Linux takes for a login.
pub(super) fn login(text: &str) -> std::result::Result<String, String> {
    let inner =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "_-".contains(char);
    let right = text.starts_with(|char: char| char.is_ascii_lowercase() || char == '_')
        && text.len() <= 31
        && text.chars().all(inner);
    if right { Ok(text.to_owned()) } else { Err("expected a login such as alex".to_owned()) }
}

/// An ssh host key, as the inventory takes it.
fn host_key(text: &str) -> std::result::Result<String, String> {
    inventory::fits("ssh-host-key", text).map(|()| text.to_owned())
}

/// What ssh can connect to.
fn address(text: &str) -> std::result::Result<String, String> {
    inventory::fits("address", text).map(|()| text.to_owned())
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit> {
    let source = context.source()?.clone();
    let inventory = context.inventory()?.ok_or_else(|| {
        Error::input("the flake has no inventory to add a host to").hint("nixward init")
    })?;
    let known = known(inventory)?;
    refuse_known(context, known, &args.name)?;
    let host = described(args, known);
    let row = host.row()?;
    let edited = insert::add_host(&source, inventory, &args.name, &row)?;
    let folder = format!("hosts/{}", args.name);
    let (mut plan, mut built) = planned(&source, &host, &folder, &edited, false)?;
    if !built.is_some_and(|built| built.named) {
        (plan, built) = planned(&source, &host, &folder, &edited, true)?;
    }
    let file = edited.file;
    let outcome = plan.outcome()?;
    confirm(&outcome, inventory, known, &args.name)?
        .ok_or_else(|| insert::computed(&file, &args.name, &row))?;
    let newcomer = secrets::Newcomer {
        name: &args.name,
        key: args.host_key.as_deref(),
        others: known.hosts.keys().map(String::as_str).collect(),
    };
    let left = secrets::add(&source, &mut plan, &newcomer)?;
    if plan.carry_out(context, args.extent)? {
        if built.is_none() {
            context.ui.note(&format!(
                "flake.nix does not take its hosts from {file}: add to nixosConfigurations a host \
                 `{}` with the module ./{folder}",
                args.name
            ));
        }
        for line in &left {
            context.ui.note(line);
        }
        context.ui.note(&format!("next: adapt {folder}/hardware.nix, then nixward check"));
    }
    Ok(Exit::Fine)
}

fn known(inventory: &Inventory) -> Result<&fleet::Fleet> {
    inventory.fleet.as_ref().ok_or_else(|| {
        let first = inventory.mistakes.first().map(|mistake| mistake.message.clone());
        Error::input(format!("{} has mistakes", inventory.file))
            .because(first.unwrap_or_default())
            .hint("nixward check")
    })
}

fn refuse_known(context: &Context, known: &fleet::Fleet, name: &str) -> Result<()> {
    let in_flake = context.hosts()?.hosts.iter().any(|found| found.host.name == name);
    if known.hosts.contains_key(name) || in_flake {
        return Err(Error::input(format!("there is a host `{name}` already")));
    }
    Ok(())
}

fn described<'a>(args: &'a Args, known: &'a fleet::Fleet) -> Host<'a> {
    Host {
        name: &args.name,
        role: args.role.role(),
        system: Some(&args.system),
        release: known.release.as_ref().map_or(start::RELEASE, |release| release.as_str()),
        site: args.site.as_deref(),
        addresses: &args.address,
        user: args.user.as_deref(),
        host_key: args.host_key.as_deref(),
        features: &args.feature,
    }
}

/// What the flake makes of a new host.
#[derive(Clone, Copy)]
struct Built {
    /// Whether its modules say its name.
    named: bool,
}

/// The files of a host, and what the flake would make of them; none where it takes its hosts from
/// somewhere else.
fn planned(
    source: &Source,
    host: &Host<'_>,
    folder: &str,
    edited: &Edited,
    sets_name: bool,
) -> Result<(Plan, Option<Built>)> {
    let mut plan = Plan::new(source.clone())?;
    for file in host.files(folder, sets_name)? {
        plan.create(file)?;
    }
    // The row comes last: a folder without a row hurts nobody, should the power fail in between.
    plan.change(edited.file.clone(), edited.before.clone(), edited.after.clone());
    let found = hosts::discover(&plan.outcome()?)?;
    let is_it =
        |found: &&Discovered| found.host.kind == HostKind::Nixos && found.host.name == host.name;
    let built = found.hosts.iter().find(is_it).map(|found| Built {
        named: found.definitions.iter().any(|said| said.setting == Setting::HostName),
    });
    Ok((plan, built))
}

/// The inventory as it would be must say what it said, and name the new host. None where the row
/// had another effect.
fn confirm(
    outcome: &Source,
    inventory: &Inventory,
    known: &fleet::Fleet,
    name: &str,
) -> Result<Option<()>> {
    let Some(after) = file::load(outcome, Some(&inventory.file))? else { return Ok(None) };
    if let Some(mistake) = after.mistakes.first() {
        let error = Error::input(mistake.message.clone());
        return Err(match &mistake.help {
            Some(help) => error.hint(help.clone()),
            None => error,
        });
    }
    let Some(mut after) = after.fleet else { return Ok(None) };
    let added = after.hosts.remove(name).is_some();
    Ok((added && after == *known).then_some(()))
}
