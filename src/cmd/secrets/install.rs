//! `nixward secrets install`

use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;

use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::fsx;
use crate::model::ask::Ask;
use crate::proc;
use crate::secrets::install::{self, Manager, Manifest, Options, Outcome};
use crate::ui::Terminal;

/// Open the secrets of this host, as nixosModules.secrets has it
///
/// Run by the host itself when a configuration is activated, not by hand. All secrets are opened into a
/// new generation before a link leads there; where one cannot be opened it is named, the exit code is
/// not 0, and the generation in use stays.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// What is to be where, as the module writes it
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    manifest: PathBuf,
    /// What a path of the manifest means that only a shell can tell, such as `${XDG_RUNTIME_DIR}/agenix`
    #[arg(long = "where", num_args = 2, value_names = ["PATH", "MEANING"])]
    places: Vec<PathBuf>,
    /// Leave to root what belongs to users who are not there yet; `--give` gives it to them later
    #[arg(long, conflicts_with = "give")]
    before_users: bool,
    /// Give what is opened already to its owners, and open nothing
    #[arg(long)]
    give: bool,
    /// Do nothing where the generation in use is of this manifest
    #[arg(long, conflicts_with = "give")]
    unless_current: bool,
    /// Whom to tell of the units whose secrets have changed; without it they are remembered
    #[arg(long, value_name = "WHOM")]
    tell: Option<Whom>,
}

/// Who restarts units.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whom {
    /// The script that activates the configuration
    Activation,
    /// systemd, at once
    Systemd,
}

impl From<Whom> for Manager {
    fn from(whom: Whom) -> Self {
        match whom {
            Whom::Activation => Self::Activation,
            Whom::Systemd => Self::Systemd,
        }
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit> {
    proc::hold_secrets()?;
    let text = fsx::read(&args.manifest)?;
    let pairs = args.places.chunks_exact(2);
    let places = pairs.filter_map(|pair| Some((pair.first()?.as_path(), pair.get(1)?.as_path())));
    let name = args.manifest.display().to_string();
    let manifest = Manifest::read(&name, &text, &places.collect())?;
    let outcome = if args.give {
        install::give(&manifest, &text, args.tell.map(Manager::from))?
    } else {
        let ask: Arc<dyn Ask> = Arc::new(Terminal);
        let Args { before_users, unless_current, .. } = *args;
        let tell = args.tell.map(Manager::from);
        install::run(&manifest, &text, &ask, Options { before_users, unless_current, tell })?
    };
    report(context, &outcome)
}

fn report(context: &Context, outcome: &Outcome) -> Result<Exit> {
    let told = outcome.told.iter();
    for text in outcome.notes.iter().chain(told) {
        context.ui.note(text);
    }
    for name in &outcome.changed {
        context.ui.note(&format!("{name} has a new value"));
    }
    for (name, error) in &outcome.failures {
        context.ui.warn(&format!("the secret {name} is not as it should be:"));
        context.ui.error(error);
    }
    if !outcome.failures.is_empty() {
        let names: Vec<&str> = outcome.failures.iter().map(|(name, _)| name.as_str()).collect();
        let stays = match outcome.installed {
            Some(_) => "the others are in use",
            None => "the secrets in use stay as they are",
        };
        return Err(Error::input(format!("not installed: {}; {stays}", names.join(", "))));
    }
    if let (Some(count), Some(generation)) = (outcome.installed, &outcome.generation) {
        context.ui.note(&format!("{count} secrets are in use: {}", generation.display()));
    }
    Ok(Exit::Fine)
}
