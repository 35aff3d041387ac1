//! `nixward init`: a fleet where there is none.

use crate::cmd::plan::{Extent, Plan};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::hosts::{self, Discovery, Output};
use crate::flake::{inventory, open};
use crate::model::host::HostKind;
use crate::render::start::{Admin, Fleet};
use crate::tree::{Source, around, flake_above};

#[derive(clap::Args, Debug)]
#[group(skip)]
pub(super) struct Args {
    /// The NixOS release that a new flake follows, such as 26.05
    #[arg(long, value_name = "RELEASE", value_parser = release)]
    release: Option<String>,
    /// The login of whoever administers the hosts
    #[arg(long, value_name = "LOGIN", requires = "key", value_parser = super::host::login)]
    admin: Option<String>,
    /// An ssh public key of the administrator
    #[arg(long, value_name = "KEY", requires = "admin", value_parser = key)]
    key: Vec<String>,
    #[command(flatten)]
    extent: Extent,
}

/// A release as NixOS names them.
fn release(text: &str) -> std::result::Result<String, String> {
    inventory::fits("release", text).map(|()| text.to_owned())
}

/// A key that opens a login.
fn key(text: &str) -> std::result::Result<String, String> {
    if text.starts_with("age1") {
        return Err("expected a key of ssh: one of age opens secrets, but no login".to_owned());
    }
    inventory::fits("public-key", text).map(|()| text.to_owned())
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit> {
    let fleet = Fleet {
        release: args.release.as_deref(),
        admin: args.admin.as_deref().map(|name| Admin { name, keys: &args.key }),
        in_hosts: in_hosts(context)?,
    };
    match flake_above(&context.directory)? {
        Some(folder) => adopt(context, open::open(&folder)?, &fleet, args.extent),
        None => begin(context, &fleet, args.extent),
    }
}

/// Whether `--fleet` asks for the second of the places where an inventory is looked for.
fn in_hosts(context: &Context) -> Result<bool> {
    let Some(file) = &context.fleet else { return Ok(false) };
    match file.to_str().map(|text| text.trim_start_matches("./")) {
        Some("fleet.nix") => Ok(false),
        Some("hosts/fleet.nix") => Ok(true),
        _ => Err(Error::usage(format!("an inventory is not looked for in {}", file.display()))
            .hint("--fleet fleet.nix, or --fleet hosts/fleet.nix")),
    }
}

fn begin(context: &Context, fleet: &Fleet<'_>, extent: Extent) -> Result<Exit> {
    let mut plan = Plan::new(around(&context.directory)?)?;
    for file in fleet.files()? {
        plan.create(file)?;
    }
    let found = hosts::discover(&plan.outcome()?)?;
    if let Some(failure) = found.failure {
        return Err(
            Error::internal("the flake that was made does not evaluate").because(failure.why)
        );
    }
    if plan.carry_out(context, extent)? {
        context.ui.note("next: nixward init host NAME --role ROLE, then nix flake lock");
    }
    Ok(Exit::Fine)
}

fn adopt(context: &Context, source: Source, fleet: &Fleet<'_>, extent: Extent) -> Result<Exit> {
    if let Some(found) = inventory::file::load(&source, None)? {
        return Err(Error::input(format!("the flake has an inventory: {}", found.file))
            .hint("add a host: nixward init host NAME --role ROLE"));
    }
    let found = hosts::discover(&source)?;
    let names = machines(&found);
    let mut plan = Plan::new(source)?;
    plan.create(fleet.adopting(&names)?)?;
    let after = hosts::discover(&plan.outcome()?)?;
    if machines(&after) != names || after.is_complete() != found.is_complete() {
        let path = fleet.inventory_path();
        return Err(Error::input(format!("{path} would change which hosts the flake has"))
            .because("its folder is enumerated: every file in it is taken for a host or a module")
            .hint("put the inventory beside flake.nix: --fleet fleet.nix"));
    }
    if plan.carry_out(context, extent)? && !found.is_complete() {
        context.ui.note("there may be more hosts than could be found: see nixward hosts");
    }
    Ok(Exit::Fine)
}

/// The hosts that an inventory describes, each once.
fn machines(found: &Discovery) -> Vec<&str> {
    let machines = found.hosts.iter().filter(|found| found.host.kind != HostKind::Home);
    let mut names: Vec<&str> = machines.map(|found| found.host.name.as_str()).collect();
    // A name that is only perhaps there would be a mistake of the inventory.
    names.extend(
        found.names(Output::Nixos).iter().flat_map(|found| found.names.iter().map(String::as_str)),
    );
    names.sort_unstable();
    names.dedup();
    names
}
