//! `nixward migrate`

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value};

use super::evaluation::{self, EvaluationArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::fsx;
use crate::render::promtail::{self, Migrated};

/// Make the configuration of a service from that of another one which is no more
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make one of Grafana Alloy from that of Promtail, which NixOS 26.05 no longer has
    ///
    /// Asks Nix for `services.promtail.configuration` of the host and prints what
    /// `environment.etc."alloy/config.alloy".text` is to be. What has no counterpart is listed on stderr, and
    /// then the exit code is 1.
    Promtail(PromtailArgs),
}

#[derive(clap::Args, Debug)]
struct PromtailArgs {
    /// The host
    #[arg(value_name = "HOST", required_unless_present = "file")]
    host: Option<String>,
    /// Read Promtail's configuration from this file instead, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "host")]
    file: Option<PathBuf>,
    #[command(flatten)]
    evaluation: EvaluationArgs,
}

/// Prints the new configuration.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let What::Promtail(args) = &args.what;
    let Migrated { text, left_out } = promtail::migrate(&configuration(context, args)?)?;
    context.ui.print(&text)?;
    for line in &left_out {
        context.ui.warn(&format!("not migrated: {line}"));
    }
    Ok(if left_out.is_empty() { Exit::Fine } else { Exit::Findings })
}

fn configuration(context: &Context, args: &PromtailArgs) -> Result<Map<String, Value>> {
    let found = match (&args.file, &args.host) {
        (Some(file), _) => serde_json::from_slice(&fsx::read(file)?).map_err(|error| {
            Error::input(format!("{} is no JSON", file.display())).because(error).hint(
                "nix eval --json .#nixosConfigurations.HOST.config.services.promtail.configuration \
                 prints it",
            )
        })?,
        (None, Some(host)) => {
            const OPTION: &str = "services.promtail.configuration";
            let nix = args.evaluation.nix()?;
            evaluation::option(context, &nix, host, OPTION)?
        }
        (None, None) => Value::Null,
    };
    match found {
        Value::Object(configuration) if configuration.contains_key("scrape_configs") => {
            Ok(configuration)
        }
        _ => Err(Error::input("that is no configuration of Promtail")
            .because("it has no scrape_configs")),
    }
}
