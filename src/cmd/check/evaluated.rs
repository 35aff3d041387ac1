//! What `check` learns of hosts from Nix: how far it goes for that, and what it says of it.

use std::collections::BTreeMap;

use super::args::{Args, Tier};
use crate::check::{LARGE_CLOSURE, Settings, has_closure_budget};
use crate::cmd::evaluation::{self, Evaluation, HostAnswer, Reach};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::facts::{FleetFacts, HostState};
use crate::model::report::{Eval, EvalState};
use crate::nix::footprint::Origin;

/// The first code of the rules that look at facts, and the first beyond them.
const EVALUATED: std::ops::Range<&str> = "NW600".."NW900";

/// Hosts that a note names at most.
const NAMED: usize = 20;

/// What is known of the hosts of `nixosConfigurations`.
#[derive(Default)]
pub(super) struct Evaluated {
    hosts: BTreeMap<String, HostAnswer>,
    /// The sizes in bytes of the closures that have a budget and lie built in the store.
    closures: BTreeMap<String, u64>,
    /// How far it was to go for them; none where nobody was asked.
    reach: Option<Reach>,
    /// Why nobody was asked at all.
    why_not: Option<String>,
    /// What kept that from happening though it was wanted.
    pub(super) failure: Option<Error>,
}

/// Learns as much of the hosts as the tier allows. `names` are those of all hosts, where they are known
/// already.
pub(super) fn look(
    context: &Context,
    args: &Args,
    settings: &Settings,
    names: impl FnOnce() -> Option<Vec<String>>,
) -> Result<Evaluated> {
    let not = |why: &str| Evaluated { why_not: Some(why.to_owned()), ..Evaluated::default() };
    let failed = |error: Error| {
        let why = error.message.clone();
        Evaluated { failure: Some(error), ..not(&why) }
    };
    let reach = match args.tier(&context.source()?.tree.seen()) {
        Tier::Static => return Ok(not("--tier static")),
        Tier::Cached => Reach::Known,
        Tier::Eval => Reach::Evaluate,
    };
    if !settings.only.is_empty() && !settings.only.iter().any(|code| is_evaluated(code)) {
        return Ok(not("no rule that was chosen looks at facts"));
    }
    let nix = match args.evaluation.nix() {
        Ok(nix) => nix,
        Err(error) if reach == Reach::Known => return Ok(not(&error.message)),
        Err(error) => return Ok(failed(error)),
    };
    let evaluation = Evaluation::new(context, &args.evaluation, &nix)?;
    let mut names = match names().map_or_else(|| evaluation.host_names(reach), |it| Ok(Some(it))) {
        Ok(Some(names)) => names,
        Ok(None) => return Ok(not("which hosts there are is known to Nix alone (--tier eval)")),
        Err(error) => {
            return Ok(Evaluated { failure: Some(error), ..not("its hosts are not known") });
        }
    };
    if let Some(shard) = args.shard {
        names.retain(|name| shard.holds_host(name));
    }
    let answers = evaluation.of(&names, reach)?;
    let hosts: BTreeMap<String, HostAnswer> =
        answers.into_iter().map(|answer| (answer.host.clone(), answer)).collect();
    let closures = match reach {
        Reach::Known => BTreeMap::new(),
        Reach::Evaluate => evaluation.closures(&budgeted(context, settings, &hosts)?)?,
    };
    Ok(Evaluated { hosts, closures, reach: Some(reach), why_not: None, failure: None })
}

/// The hosts whose closures have a budget that somebody wants to know about.
fn budgeted(
    context: &Context,
    settings: &Settings,
    hosts: &BTreeMap<String, HostAnswer>,
) -> Result<Vec<String>> {
    let code = LARGE_CLOSURE.code;
    let is_asked = settings.only.is_empty() || settings.only.contains(code);
    let said = context.inventory()?.and_then(|inventory| inventory.fleet.as_ref());
    let Some(said) = said.filter(|_| is_asked && !settings.skip.contains(code)) else {
        return Ok(Vec::new());
    };
    let is_known = |answer: &&HostAnswer| matches!(answer.state, HostState::Known(_));
    let names = hosts.values().filter(is_known).map(|answer| answer.host.clone());
    Ok(names.filter(|host| has_closure_budget(said, host)).collect())
}

/// Whether a rule looks at facts.
pub(super) fn is_evaluated(code: &str) -> bool {
    EVALUATED.contains(&code)
}

impl Evaluated {
    /// The facts for the rules; none where nothing is known of any host.
    pub(super) fn facts(&self) -> Option<FleetFacts> {
        self.is_any_known().then(|| evaluation::fleet(self.hosts.values(), self.closures.clone()))
    }

    fn is_any_known(&self) -> bool {
        let is_known = |answer: &HostAnswer| matches!(answer.state, HostState::Known(_));
        // A flake without hosts has no facts that are missing.
        self.why_not.is_none() && (self.hosts.is_empty() || self.hosts.values().any(is_known))
    }

    /// Why the rules that look at facts cannot.
    pub(super) fn no_facts(&self) -> String {
        let why = self.why_not.clone();
        why.unwrap_or_else(|| match self.unknown().next() {
            Some((_, why)) if self.is_one_reason(why) => format!("no host is evaluated: {why}"),
            _ => "no host is evaluated; --tier eval does that".to_owned(),
        })
    }

    fn is_one_reason(&self, why: &str) -> bool {
        self.unknown().all(|(_, other)| other == why)
    }

    /// The hosts that nothing is known of, each with the reason.
    fn unknown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.hosts.values().filter_map(|answer| match &answer.state {
            HostState::Unknown(why) => Some((answer.host.as_str(), why.as_str())),
            HostState::Known(_) => None,
        })
    }

    /// Whether all was done that `--require` asks for; the error says what was not.
    pub(super) fn require(&self) -> Result<()> {
        let why = match (&self.why_not, self.unknown().next()) {
            (Some(why), _) => format!("the evaluated tier did not run: {why}"),
            (None, Some((host, why))) => {
                let more = self.unknown().count() - 1;
                let others = if more == 0 { String::new() } else { format!(", and {more} more") };
                format!("{host} is not evaluated: {why}{others}")
            }
            (None, None) => return Ok(()),
        };
        Err(Error::tool(why).hint("--tier eval evaluates hosts; or leave out --require"))
    }

    /// Says on stderr which hosts are not evaluated.
    pub(super) fn tell(&self, context: &Context) {
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (host, why) in self.unknown() {
            let reason = if self.reach == Some(Reach::Evaluate) { why } else { "--tier eval" };
            by_reason.entry(reason).or_default().push(host);
        }
        for (reason, hosts) in by_reason {
            let (named, more) = hosts.split_at(hosts.len().min(NAMED));
            let more = match more.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let names = named.join(" ");
            context.ui.note(&format!("not evaluated: {names}{more} ({reason})"));
        }
    }

    /// The tier as a whole, for reports.
    pub(super) fn tier(&self) -> String {
        if self.is_any_known() { "ran".to_owned() } else { format!("skipped: {}", self.no_facts()) }
    }

    /// The names of all hosts that were looked at.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.hosts.keys().map(String::as_str)
    }

    /// A host of `nixosConfigurations`, for reports.
    pub(super) fn host(&self, name: &str) -> Eval {
        let Some(answer) = self.hosts.get(name) else {
            let why = self.why_not.clone();
            return Eval::skipped(why.unwrap_or_else(|| "another shard evaluates it".to_owned()));
        };
        let evaluated = match &answer.state {
            HostState::Unknown(why) => return Eval::skipped(why.clone()),
            HostState::Known(evaluated) => evaluated,
        };
        let failure = evaluated.failure();
        let state = match (failure, &answer.origin) {
            (Some(_), _) => EvalState::Failed,
            (None, Some(Origin::Cached)) => EvalState::Cached,
            (None, _) => EvalState::Fresh,
        };
        let because = match &answer.origin {
            Some(Origin::Fresh(reasons)) => reasons.clone(),
            _ => Vec::new(),
        };
        let reason = failure.map(|error| error.message.clone());
        let (bound, not_kept) = (answer.bound.clone(), answer.not_kept.clone());
        Eval { state, reason, ms: Some(evaluated.ms), because, bound, not_kept }
    }

    /// Explains why a host was evaluated, or was not.
    pub(super) fn explain(self, context: &Context, host: &str) -> Result<()> {
        if let Some(error) = self.failure {
            return Err(error);
        }
        if let Some(why) = &self.why_not {
            return context.ui.lines([format!("{host} is not evaluated: {why}").as_str()]);
        }
        let Some(answer) = self.hosts.get(host) else {
            return Err(Error::input(format!("nixosConfigurations has no host `{host}`"))
                .hint("list the hosts: nixward hosts"));
        };
        let mut lines = vec![match (&answer.state, &answer.origin) {
            (HostState::Unknown(why), _) => format!("{host} is not evaluated: {why}"),
            (_, Some(Origin::Fresh(reasons))) => {
                format!("{host} was evaluated: {}", reasons.join(", "))
            }
            _ => format!("{host} was not evaluated again: nothing that it read has changed"),
        }];
        lines.extend(answer.not_kept.iter().map(|why| format!("  not remembered: {why}")));
        if !answer.bound.is_empty() {
            lines.push("  bound to the whole tree, so that any change evaluates it again:".into());
            lines.extend(answer.bound.iter().map(|why| format!("    {why}")));
        }
        context.ui.lines(lines.iter().map(String::as_str))
    }
}
