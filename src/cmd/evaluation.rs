//! Evaluating hosts: what is known of them, and who has to be asked.

mod answer;
mod args;
mod plain;
mod remembered;
mod toplevel;

pub use answer::HostAnswer;
pub use args::EvaluationArgs;
pub use toplevel::Known;

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::facts::FleetFacts;
use crate::nix::Nix;
use crate::nix::footprint::{Answered, Footprints, Question};
use plain::Asked;

/// The value of an option of a host of `nixosConfigurations`, asked of Nix.
pub(super) fn option(
    context: &Context,
    nix: &Nix,
    host: &str,
    option: &str,
) -> Result<serde_json::Value> {
    let Asked { reference, places } = plain::asked(context.source()?)?;
    nix.option(&reference, host, option, &places)?.map_err(|error| {
        Error::input(format!("{option} of {host} cannot be evaluated"))
            .because(error.message)
            .hint(format!("nixward facts {host}"))
    })
}

/// How far to go for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To what earlier evaluations said. Runs no Nix.
    Known,
    /// To new evaluations.
    Evaluate,
}

/// The evaluations of one run: they share what is known of the flake.
pub struct Evaluation<'a> {
    context: &'a Context,
    args: &'a EvaluationArgs,
    nix: &'a Nix,
    /// The memory for answers, or why they are not kept.
    footprints: std::result::Result<Footprints<'a>, String>,
}

impl<'a> Evaluation<'a> {
    /// Of the flake of this run; runs no Nix. `nix` is to be found with [`EvaluationArgs::nix`].
    pub fn new(context: &'a Context, args: &'a EvaluationArgs, nix: &'a Nix) -> Result<Self> {
        let footprints = remembered::footprints(context, nix)?;
        Ok(Self { context, args, nix, footprints })
    }

    /// What is known of these hosts of `nixosConfigurations`, in this order.
    pub fn of(&self, hosts: &[String], reach: Reach) -> Result<Vec<HostAnswer>> {
        let why = match &self.footprints {
            Ok(footprints) => match self.remembered(footprints, hosts, reach)? {
                Ok(answers) => return Ok(answers),
                Err(error) => error.to_string(),
            },
            Err(why) => why.clone(),
        };
        if reach == Reach::Known {
            let unknown = |host: &String| HostAnswer::unknown(host, why.clone());
            return Ok(hosts.iter().map(unknown).collect());
        }
        self.plain(hosts, &why)
    }

    /// The names of all hosts of `nixosConfigurations`, asked of Nix where the files alone do not tell
    /// and `reach` allows it; none where they cannot be known in this way.
    pub fn host_names(&self, reach: Reach) -> Result<Option<Vec<String>>> {
        if let Some(names) = self.context.hosts()?.all_nixos_names() {
            return Ok(Some(names));
        }
        if let Some(names) = self.remembered_names(reach)? {
            return Ok(Some(names));
        }
        if reach == Reach::Known {
            return Ok(None);
        }
        let Asked { reference, places } = plain::asked(self.context.source()?)?;
        self.nix.host_names(&reference, &places)?.map(Some).map_err(|error| {
            Error::input("the flake's hosts cannot be listed")
                .because(error.message)
                .hint("nixward check")
        })
    }

    /// The same from an evaluation that is remembered; none where it has no answer.
    fn remembered_names(&self, reach: Reach) -> Result<Option<Vec<String>>> {
        const NAMES: &str = "flake: builtins.attrNames (flake.nixosConfigurations or { })";
        let Ok(footprints) = &self.footprints else { return Ok(None) };
        let question = Question { host: "", text: NAMES };
        let names = |answered: Answered| serde_json::from_str(&answered.text).ok();
        Ok(match footprints.known(question)? {
            Ok(answered) => names(answered),
            Err(_) if reach == Reach::Known => None,
            // What fails here is told by the plain way of asking.
            Err(_) => footprints
                .answer(question, |run| run.ask(self.nix, NAMES))
                .ok()
                .and_then(|answered| names(answered.ok()?)),
        })
    }
}

/// What rules are told of these hosts, and of the sizes of their closures.
pub fn fleet<'a>(
    answers: impl IntoIterator<Item = &'a HostAnswer>,
    closures: BTreeMap<String, u64>,
) -> FleetFacts {
    let hosts = answers.into_iter().map(|answer| (answer.host.clone(), answer.state.clone()));
    FleetFacts { hosts: hosts.collect(), closures }
}
