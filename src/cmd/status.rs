//! `nixward status`

mod ask;
mod monitor;
mod print;
mod reach;

use std::collections::BTreeMap;
use std::time::Duration;

use super::evaluation::{Evaluation, EvaluationArgs};
use super::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::model::report::{HostStatus, Reached, StatusReport};
use crate::ssh::Ssh;
use crate::status;
use reach::Reachable;

/// Say how the hosts are: generation, drift, failed units, disks, what waits for a reboot
///
/// Asks each host over ssh and changes nothing on it; no agent and no root are needed. Host keys are
/// those of the inventory, else those the user's ssh knows. A host that need not answer at every hour
/// (`alwaysOn`, by default everything but servers and NAS) may be away. Where the inventory names a
/// monitoring server, its alerts and the load of the last day are shown too, asked through that host.
/// Ends with 5 where a host that should answer could not be asked.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The hosts, or `@tag` for all of a tag; all of nixosConfigurations where none is named
    #[arg(value_name = "HOST")]
    hosts: Vec<String>,
    /// Give up on a host after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Do not ask the monitoring server
    #[arg(long)]
    no_monitoring: bool,
    /// Where Alertmanager listens on the monitoring server
    #[arg(long, value_name = "PORT", default_value_t = 9093)]
    alertmanager_port: u16,
    /// Where Prometheus listens on the monitoring server
    #[arg(long, value_name = "PORT", default_value_t = 9090)]
    prometheus_port: u16,
    #[command(flatten)]
    format: FormatArgs,
}

/// Asks the hosts.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let all = reach::all(context)?;
    let chosen = reach::chosen(&all, &args.hosts)?;
    let ssh = Ssh::new(all.iter().map(|host| host.target.clone()).collect())?;
    let within = Duration::from_secs(args.timeout);
    let mut hosts = ask::hosts(&ssh, &chosen, within);
    compare(context, &mut hosts)?;
    let server = if args.no_monitoring { None } else { monitor::server(context)? };
    let ports =
        monitor::Ports { alertmanager: args.alertmanager_port, prometheus: args.prometheus_port };
    let monitoring = server.map(|server| {
        let connection = ssh.connect(&server, within);
        monitor::ask(&server, connection, (ports, within), &mut hosts)
    });
    let report = StatusReport { hosts, monitoring };
    match args.format.get() {
        Format::Json => context.ui.json(&context.root()?, &report)?,
        Format::Human => print::print(context, &report)?,
    }
    Ok(if report.hosts.iter().all(is_fine) { Exit::Fine } else { Exit::HostsFailed })
}

/// Whether a host could be asked, or need not.
fn is_fine(host: &HostStatus) -> bool {
    matches!(host.state, Reached::Up | Reached::Away)
}

/// Notes which hosts run another system than the flake describes, as far as an earlier evaluation
/// tells, and what is not as it should be.
fn compare(context: &Context, hosts: &mut [HostStatus]) -> Result<()> {
    let names: Vec<String> = hosts.iter().map(|host| host.host.clone()).collect();
    let args = EvaluationArgs::default();
    // Without Nix nothing was evaluated either.
    let known = match args.nix() {
        Ok(nix) => Evaluation::new(context, &args, &nix)?.known_toplevels(&names)?,
        Err(_) => BTreeMap::new(),
    };
    for host in hosts {
        let Some(seen) = &mut host.seen else { continue };
        if let Some(system) = known.get(&host.host) {
            status::off_flake(seen, &system.out_path);
        }
        host.problems = status::problems(&host.host, seen);
    }
    Ok(())
}

/// A row that nobody has filled in yet.
fn row(host: &Reachable, state: Reached) -> HostStatus {
    HostStatus {
        host: host.target.name.clone(),
        state,
        why: None,
        address: None,
        seen: None,
        problems: Vec::new(),
        alerts: None,
        busy: None,
    }
}
