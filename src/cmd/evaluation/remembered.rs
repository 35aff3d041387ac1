//! Evaluations whose answers are kept, and given again while they hold.

use std::path::Path;

use super::answer::{HostAnswer, complete, lacks, tell};
use super::{Evaluation, Reach};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::flake::agreement;
use crate::flake::lock::Lock;
use crate::flake::manifest::Manifest;
use crate::fsx::Cache;
use crate::model::facts::{Evaluated, HostState};
use crate::nix::evaluate::{Subject, Through, is_lasting, question};
use crate::nix::footprint::{Answer, Answered, Footprints, Origin, Question, Reads, Run};
use crate::nix::pool::{self, Slot};
use crate::nix::{Nix, Places};
use crate::tree::{Seen, Source};

/// The kind of cache, and whoever writes it: the format has a version of its own.
const KIND: &str = "footprints";

/// The memory for a flake's answers; the inner error says why they cannot be kept.
pub(super) fn footprints<'a>(
    context: &'a Context,
    nix: &'a Nix,
) -> Result<std::result::Result<Footprints<'a>, String>> {
    let source = context.source()?;
    if let Some(why) = why_not(context, nix, source)? {
        return Ok(Err(why));
    }
    let Some(cache) = Cache::of_user(KIND, KIND) else {
        return Ok(Err("there is no place for a cache".to_owned()));
    };
    let commits = Cache::of_user("commits", "commits 1");
    Ok(Ok(Footprints::new(source, nix, cache.folder().to_owned(), commits)))
}

fn why_not(context: &Context, nix: &Nix, source: &Source) -> Result<Option<String>> {
    let settings = nix.settings();
    Ok(if !context.is_cached() {
        Some("--no-cache".to_owned())
    } else if !settings.override_inputs.is_empty() {
        Some("--override-input".to_owned())
    } else if settings.store.is_some() || settings.eval_store.is_some() {
        Some("--store or --eval-store".to_owned())
    } else if !matches!(source.tree.seen(), Seen::WorkTree | Seen::Folder) {
        Some(format!("the flake is seen as {}", source.tree.seen()))
    } else {
        unlocked(context, source)?
    })
}

/// Why the lock does not say what would be evaluated.
fn unlocked(context: &Context, source: &Source) -> Result<Option<String>> {
    let child = |name| source.flake_dir.join(name);
    let (Some(flake), Some(lock)) = (child("flake.nix"), child("flake.lock")) else {
        return Ok(None);
    };
    let files = context.files()?;
    let hir = files.pass(&flake)?.hir;
    let lock = match source.tree.kind(&lock)? {
        Some(_) => Some(Lock::read(&source.tree.read(&lock)?)),
        None => None,
    };
    if let Some(reading) = &lock
        && (reading.lock.is_none() || !reading.problems.is_empty())
    {
        return Ok(Some("flake.lock cannot be read".to_owned()));
    }
    let lock = lock.and_then(|reading| reading.lock);
    Ok(agreement::difference(&hir, &Manifest::read(&hir), lock.as_ref()))
}

impl Evaluation<'_> {
    /// What is known of these hosts, evaluating those of which nothing is as far as `reach` allows. The
    /// inner error says why answers of this flake cannot be kept.
    pub(super) fn remembered(
        &self,
        footprints: &Footprints<'_>,
        hosts: &[String],
        reach: Reach,
    ) -> Result<std::result::Result<Vec<HostAnswer>, Error>> {
        let text = question(self.args.drv(), self.args.allow_build());
        let mut answers = Vec::new();
        let mut left = Vec::new();
        for host in hosts {
            match footprints.known(Question { host, text: &text })? {
                Ok(answered) => answers.push(answer(self.context.source()?, host, answered)?),
                Err(reasons) => left.push((host, reasons)),
            }
        }
        if reach == Reach::Known {
            let not_now =
                |(host, why): (&String, Vec<String>)| HostAnswer::unknown(host, why.join(", "));
            answers.extend(left.into_iter().map(not_now));
        } else if !left.is_empty() {
            if let Err(error) = footprints.prepare() {
                return Ok(Err(error));
            }
            let evaluate = |(host, _): &(&String, _), slot: &Slot<'_>| {
                self.host(footprints, Question { host, text: &text }, slot)
            };
            let fresh = pool::each(&left, self.args.limits(), evaluate);
            answers.extend(fresh.into_iter().collect::<Result<Vec<_>>>()?);
        }
        answers.sort_by_key(|answer| hosts.iter().position(|host| *host == answer.host));
        Ok(Ok(answers))
    }

    /// What the evaluation of a host looked at whose facts still hold; none where there is none.
    pub fn reads(&self, host: &str) -> Result<Option<Reads>> {
        let Ok(footprints) = &self.footprints else { return Ok(None) };
        let text = question(self.args.drv(), self.args.allow_build());
        footprints.reads(Question { host, text: &text })
    }

    fn host(
        &self,
        footprints: &Footprints<'_>,
        question: Question<'_>,
        slot: &Slot<'_>,
    ) -> Result<HostAnswer> {
        let host = question.host;
        let answered = match footprints.answer(question, |run| self.ask(run, host, slot))? {
            Ok(answered) => answered,
            Err(lacking) => return Ok(HostAnswer::unknown(host, lacks(&lacking))),
        };
        let answer = answer(self.context.source()?, host, answered)?;
        if let (HostState::Known(evaluated), Some(Origin::Fresh(_))) =
            (&answer.state, &answer.origin)
        {
            tell(self.context, evaluated);
        }
        Ok(answer)
    }

    fn ask(&self, run: &Run, host: &str, slot: &Slot<'_>) -> Result<Answer> {
        let places = places(self.context, run)?;
        let subject = Subject { through: Through::Snapshot(run), places };
        let evaluated = self.nix.evaluate(&subject, host, self.args.drv(), slot)?;
        let text = serde_json::to_string(&evaluated)
            .map_err(|error| Error::internal("facts cannot be written").because(error))?;
        Ok(Answer { keep: is_lasting(&evaluated), text })
    }
}

/// Where an evaluation sees the flake's files.
pub(super) fn places(context: &Context, run: &Run) -> Result<Places> {
    let store = Some(run.source().display().to_string());
    let root = context.source()?.tree.root_dir().map(Path::to_owned);
    Ok(Places { root, store })
}

fn answer(source: &Source, host: &str, answered: Answered) -> Result<HostAnswer> {
    let Answered { text, origin, bound, not_kept } = answered;
    let mut evaluated: Evaluated = serde_json::from_str(&text)
        .map_err(|error| Error::internal("kept facts cannot be read").because(error))?;
    complete(source, &mut evaluated);
    let state = HostState::Known(Box::new(evaluated));
    Ok(HostAnswer { host: host.to_owned(), state, origin: Some(origin), bound, not_kept })
}
