//! `nixward options update`

use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::Value;

use crate::cmd::evaluation::EvaluationArgs;
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::options::{self, Fact, Moment, OptionPath, Pin, Release, Row, Source, Table};
use crate::fsx;
use crate::model::report::OptionsUpdateReport;
use crate::nix::Nixpkgs;

/// Learn all options of the nixpkgs that the flake pins
///
/// Evaluates the options of NixOS with Nix: their names and types, no host and no derivation. The table is
/// kept in the cache of this user, by the hash of that nixpkgs, so that checks of this flake know every
/// option until its nixpkgs changes; `--write` also puts it where others find it.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The input that is nixpkgs, where the flake has several
    #[arg(long, value_name = "INPUT")]
    input: Option<String>,
    /// Also write the table to this file: beside flake.nix as nixward.options.tsv it is found
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// The system whose options are meant
    #[arg(long, value_name = "SYSTEM", default_value = "x86_64-linux")]
    system: String,
    #[command(flatten)]
    evaluation: EvaluationArgs,
    #[command(flatten)]
    format: FormatArgs,
}

/// Makes the table.
pub fn run(context: &Context, args: &Args) -> Result<Exit> {
    let source = context.source()?;
    let pin = chosen(options::pins_of(source)?, args.input.as_deref())?;
    let nix = args.evaluation.nix()?;
    context.ui.note(&format!("asking Nix for the options of {}", pin.input));
    let locked: Value = serde_json::from_str(&pin.locked)
        .map_err(|error| Error::internal("a lock was written wrongly").because(error))?;
    let told = nix.options(&locked, &args.system)?.map_err(|error| {
        Error::tool(format!("Nix cannot say the options of {}", pin.input)).because(error.message)
    })?;
    let table = table(&pin, told)?;
    let text = table.write();
    let kept = context.is_cached().then(options::cache).flatten();
    if let Some(cache) = &kept {
        cache.write(pin.nar_hash.as_bytes(), text.as_bytes())?;
    }
    if let Some(file) = &args.write {
        fsx::write(file, text.as_bytes())?;
    }
    let report = OptionsUpdateReport {
        input: pin.input,
        nar_hash: pin.nar_hash,
        options: table.rows().len(),
        bytes: text.len(),
        kept: kept.is_some(),
        file: args.write.as_ref().map(|file| file.display().to_string()),
    };
    match args.format.get() {
        Format::Json => context.ui.json(&context.root()?, &report)?,
        Format::Human => {
            let line = format!("{} options of {}", report.options, report.input);
            context.ui.lines([line.as_str()])?;
        }
    }
    Ok(Exit::Fine)
}

/// The nixpkgs that is meant.
fn chosen(pins: Vec<Pin>, input: Option<&str>) -> Result<Pin> {
    let names = pins.iter().map(|pin| pin.input.as_str()).collect::<Vec<_>>().join(", ");
    let is_meant = |pin: &Pin| input.map_or(pin.input == "nixpkgs", |input| pin.input == input);
    let only = pins.len() == 1 && input.is_none();
    pins.into_iter().find(|pin| only || is_meant(pin)).ok_or_else(|| {
        match (input, names.as_str()) {
            (_, "") => Error::input("flake.lock pins no nixpkgs")
                .hint("lock the inputs of the flake: nix flake lock"),
            (Some(input), names) => Error::input(format!("`{input}` is no input that is nixpkgs"))
                .hint(format!("those are: {names}")),
            (None, names) => Error::input("the flake has several nixpkgs")
                .hint(format!("name one with --input: {names}")),
        }
    })
}

fn table(pin: &Pin, told: Nixpkgs) -> Result<Table> {
    let (release, day) = dated(pin.moment, &told.release);
    let what = format!("{} {}", pin.input, pin.nar_hash);
    let source = Source { name: "pinned".to_owned(), release, day, what };
    let mut table = Table::of_all(source);
    for option in told.rows {
        let path = OptionPath(option.path);
        let fact = match option.to {
            Some(to) => Fact::Renamed { to, warns: option.warns },
            None if option.removed => Fact::Removed { instead: String::new() },
            None => {
                Fact::Declared { kind: option.kind, default: None, read_only: option.read_only }
            }
        };
        table.put(&path, Row { fact, sources: vec![0] });
    }
    if table.rows().is_empty() {
        return Err(Error::tool(format!("{} has no options", pin.input))
            .hint("is it nixpkgs? name another with --input"));
    }
    Ok(table)
}

/// The release that a table shows, and for the development branch the day.
fn dated(moment: Option<Moment>, told: &str) -> (Release, Option<Date>) {
    let (by_lock, day) = match moment {
        Some(Moment::Release(release)) => (release, None),
        Some(Moment::Day(day)) => (Release::after(day), Some(day)),
        None => (Release::after(Date::MIN), None),
    };
    (told.parse().unwrap_or(by_lock), day)
}
