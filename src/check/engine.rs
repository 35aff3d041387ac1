//! Runs the rules: files in parallel, each read and parsed at most once and dropped after its
//! summary is made.

use std::cell::OnceCell;
use std::collections::HashSet;

use rayon::prelude::*;

use super::allow::{self, Allow};
use super::hide;
use super::input::{
    Flake, Fleet, Hosts, Input, Placed, Rotating, Run, Secrets, Unread, Whole, Why,
};
use super::known;
use super::merge::merge;
use super::outcome::{Outcome, Skipped};
use super::plan::Plan;
use super::reach::Reach;
use super::rendered;
use super::rule::{Check, Rule};
use super::sink::{Sink, locate};
use super::summary::{Remark, Summary};
use super::texts;
use crate::error::Result;
use crate::flake::hosts::Discovery;
use crate::model::finding::Finding;
use crate::syntax::hir::Span;
use crate::tree::{RelPath, Tree};

const NO_LOCK: &str = "there is no flake.lock";

pub(super) const NO_SECRETS: &str = "nobody looked for secrets";

pub(super) const NO_HOST_KEYS: &str = "the inventory names no key of a host";

pub(super) const MISTAKES: &str = "the inventory has mistakes";

pub(super) const UNKNOWN_MODULES: &str = "what some hosts are made of is not known in full";

const SOME_HOSTS: &str = "the list of hosts is not complete";

/// Runs these rules. Fails only where the tree itself cannot be listed.
pub fn run(input: &Input<'_>, rules: &[&'static Rule]) -> Result<Outcome> {
    let (rules, left_out): (Vec<&Rule>, Vec<&Rule>) =
        rules.iter().partition(|rule| input.settings.leaves_out(rule).is_none());
    let plan = Plan::new(&rules);
    let tree = input.files.tree();
    let mut paths = tree.files()?;
    paths.retain(|path| !input.settings.excludes(path));
    let nix: Vec<&RelPath> = paths.iter().filter(|path| path.extension() == Some("nix")).collect();
    let reach = Reach::of(input.hosts);
    let flake = Flake::read(input);
    let around = Around {
        tree,
        reach: &reach,
        wants_submodules: flake.as_ref().is_ok_and(|flake| flake.manifest.submodules),
        scoped_imports: flake.as_ref().is_ok_and(Flake::imports_scoped),
        ran: rules.iter().map(|rule| rule.code).collect(),
    };
    let mut gathered = Gathered::default();
    for rule in left_out {
        let why = input.settings.leaves_out(rule).unwrap_or_default().to_owned();
        gathered.outcome.skipped.push(Skipped::new(rule.code, why));
    }
    for looked_at in
        nix.par_iter().map(|path| check_file(&plan, input, &around, path)).collect::<Vec<_>>()
    {
        gathered.add(looked_at);
    }
    if !plan.text.is_empty() {
        let (findings, allows) = texts::check(&plan, tree, &paths);
        gathered.findings.extend(findings);
        gathered.allows.extend(allows);
    }
    check_whole(&plan, input, &paths, &flake, &mut gathered);
    check_flake(&plan, flake, &mut gathered);
    check_fleet(&plan, input, &mut gathered);
    check_hosts(&plan, input, around.wants_submodules, &mut gathered);
    check_secrets(&plan, input, &mut gathered);
    check_rotations(&plan, input, &mut gathered);
    let (findings, skipped) = rendered::check(&plan, input);
    gathered.findings.extend(findings);
    gathered.outcome.skipped.extend(skipped);
    let looked = known::run::check(&plan, input);
    gathered.findings.extend(looked.findings);
    gathered.outcome.skipped.extend(looked.skipped);
    allow::accept(&mut gathered.findings, &mut gathered.allows, input.today);
    let last = check_run(&plan, input, &rules, &gathered);
    gathered.outcome.findings = gathered.findings;
    gathered.outcome.findings.extend(last);
    let quoted: Vec<RelPath> = input.flake_dir.join("flake.lock").into_iter().collect();
    hide::hide(&mut gathered.outcome.findings, gathered.secrets, tree, &quoted);
    input.settings.apply(&mut gathered.outcome.findings, input.today);
    merge(&mut gathered.outcome.findings);
    gathered.outcome.skipped.sort_by(|a, b| a.why.cmp(&b.why).then(a.code.cmp(b.code)));
    gathered.outcome.findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.file.clone(), finding.range, finding.code);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    Ok(gathered.outcome)
}

/// What every file is judged by.
struct Around<'a> {
    tree: &'a Tree,
    reach: &'a Reach,
    wants_submodules: bool,
    scoped_imports: bool,
    /// The codes of the rules that run.
    ran: HashSet<&'static str>,
}

/// What one file came to.
struct LookedAt {
    findings: Vec<Finding>,
    allows: Vec<(RelPath, Allow)>,
    bytes: u64,
    unread: Option<Unread>,
    experimental: Option<(RelPath, Span)>,
    secrets: Option<(String, Vec<Span>)>,
}

impl LookedAt {
    fn unread(path: &RelPath, why: Why) -> Self {
        Self {
            findings: Vec::new(),
            allows: Vec::new(),
            bytes: 0,
            unread: Some(Unread { path: path.clone(), why }),
            experimental: None,
            secrets: None,
        }
    }
}

#[derive(Default)]
struct Gathered {
    findings: Vec<Finding>,
    allows: Vec<(RelPath, Allow)>,
    unread: Vec<Unread>,
    experimental: Vec<(RelPath, Span)>,
    secrets: hide::Secrets,
    outcome: Outcome,
}

impl Gathered {
    fn add(&mut self, file: LookedAt) {
        self.outcome.files += 1;
        self.outcome.bytes += file.bytes;
        self.findings.extend(file.findings);
        self.allows.extend(file.allows);
        self.unread.extend(file.unread);
        self.experimental.extend(file.experimental);
        self.secrets.extend(file.secrets);
    }

    fn skip<Check>(&mut self, rules: &[(&'static Rule, Check)], why: &str) {
        let skipped = rules.iter().map(|(rule, _)| Skipped::new(rule.code, why));
        self.outcome.skipped.extend(skipped);
    }
}

fn check_file(plan: &Plan, input: &Input<'_>, around: &Around<'_>, path: &RelPath) -> LookedAt {
    match input.summaries.of_file(input.files, path) {
        Err(error) => LookedAt::unread(path, Why::Failed(error)),
        Ok(Summary { locked: Some(locked), .. }) => {
            LookedAt::unread(path, Why::Locked(locked.opened_by()))
        }
        Ok(summary) => place(plan, input, around, path, summary),
    }
}

/// What a file comes to where it stands.
fn place(
    plan: &Plan,
    input: &Input<'_>,
    around: &Around<'_>,
    path: &RelPath,
    summary: Summary,
) -> LookedAt {
    let file = Placed {
        tree: around.tree,
        reach: around.reach,
        wants_submodules: around.wants_submodules,
        scoped_imports: around.scoped_imports,
        path,
        summary: &summary,
        astray: OnceCell::new(),
        today: input.today,
    };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.placed {
        check(&file, &mut Sink::new(rule, path.as_str(), &mut drafts));
    }
    let mut findings = locate(drafts, around.tree);
    let counts = |remark: &Remark| {
        around.ran.contains(remark.finding.code)
            && remark.provisos.iter().all(|proviso| file.fulfils(*proviso))
    };
    let remarks = summary.remarks.iter().filter(|remark| counts(remark));
    findings.extend(
        remarks.map(|remark| Finding { file: Some(path.to_string()), ..remark.finding.clone() }),
    );
    LookedAt {
        findings,
        bytes: summary.bytes,
        unread: None,
        experimental: summary.experimental.map(|span| (path.clone(), span)),
        secrets: (!summary.secrets.is_empty()).then(|| (path.to_string(), summary.secrets)),
        allows: summary.allows.into_iter().map(|allow| (path.clone(), allow)).collect(),
    }
}

fn check_whole(
    plan: &Plan,
    input: &Input<'_>,
    paths: &[RelPath],
    flake: &std::result::Result<Flake<'_>, String>,
    gathered: &mut Gathered,
) {
    let features = flake.as_ref().map_or(&[][..], |flake| &flake.manifest.features);
    let whole = Whole { files: paths, experimental: &gathered.experimental, features };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.whole {
        check(&whole, &mut Sink::new(rule, "", &mut drafts));
    }
    gathered.findings.extend(locate(drafts, input.files.tree()));
}

fn check_flake(
    plan: &Plan,
    flake: std::result::Result<Flake<'_>, String>,
    gathered: &mut Gathered,
) {
    let flake = match flake {
        Ok(flake) => flake,
        Err(why) => {
            gathered.skip(&plan.flake, &why);
            gathered.skip(&plan.lock_text, &why);
            gathered.skip(&plan.lock, &why);
            return;
        }
    };
    let mut drafts = Vec::new();
    let here = flake.file.as_str();
    for (rule, check) in &plan.flake {
        check(&flake, &mut Sink::new(rule, here, &mut drafts));
    }
    match &flake.lock {
        Some(reading) => {
            for (rule, check) in &plan.lock_text {
                check(&flake, reading, &mut Sink::new(rule, here, &mut drafts));
            }
            if let Some(lock) = &reading.lock {
                for (rule, check) in &plan.lock {
                    check(&flake, lock, &mut Sink::new(rule, here, &mut drafts));
                }
            } else {
                gathered.skip(&plan.lock, "flake.lock cannot be read");
            }
        }
        // A flake without inputs needs no lock, so nothing went unseen.
        None if !flake.has_inputs() => {}
        None => {
            gathered.skip(&plan.lock_text, NO_LOCK);
            gathered.skip(&plan.lock, NO_LOCK);
        }
    }
    gathered.findings.extend(locate(drafts, flake.tree));
}

fn check_fleet(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    // Without an inventory nothing went unseen.
    let Some(inventory) = input.inventory else { return };
    let tree = input.files.tree();
    let (dir, hosts, today) = (input.flake_dir, input.hosts, input.today);
    let fleet = Fleet { tree, dir, inventory, hosts, today };
    let here = inventory.file.as_str();
    let mut drafts = Vec::new();
    for (rule, check) in &plan.inventory {
        check(&fleet, &mut Sink::new(rule, here, &mut drafts));
    }
    if let Some(said) = &inventory.fleet {
        for (rule, check) in &plan.fleet {
            check(&fleet, said, &mut Sink::new(rule, here, &mut drafts));
        }
        match hosts.filter(|hosts| hosts.is_complete()) {
            Some(hosts) => {
                for (rule, check) in &plan.fleet_hosts {
                    check(&fleet, said, hosts, &mut Sink::new(rule, here, &mut drafts));
                }
            }
            None => gathered.skip(&plan.fleet_hosts, SOME_HOSTS),
        }
    } else {
        gathered.skip(&plan.fleet, MISTAKES);
        gathered.skip(&plan.fleet_hosts, MISTAKES);
    }
    gathered.findings.extend(locate(drafts, tree));
}

fn check_hosts(plan: &Plan, input: &Input<'_>, wants_submodules: bool, gathered: &mut Gathered) {
    let Some(discovery) = input.hosts else {
        gathered.skip(&plan.hosts, SOME_HOSTS);
        gathered.skip(&plan.all_hosts, SOME_HOSTS);
        return;
    };
    let hosts = Hosts {
        files: input.files,
        dir: input.flake_dir,
        discovery,
        wants_submodules,
        facts: input.facts,
        pinned: input.pinned,
        problems: OnceCell::new(),
    };
    let mut drafts = Vec::new();
    let is_whole = discovery.is_whole();
    for (rule, check) in &plan.hosts {
        check(&hosts, &mut Sink::new(rule, "", &mut drafts));
    }
    // A flake without hosts has modules for others to reach.
    if is_whole && !discovery.hosts.is_empty() {
        for (rule, check) in &plan.all_hosts {
            check(&hosts, &mut Sink::new(rule, "", &mut drafts));
        }
    } else if !is_whole {
        gathered.skip(&plan.all_hosts, UNKNOWN_MODULES);
    }
    gathered.findings.extend(locate(drafts, input.files.tree()));
}

/// Runs the rules about the rotation of secrets.
fn check_rotations(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    let Some(rotations) = input.rotations else {
        return gathered.skip(&plan.rotations, NO_SECRETS);
    };
    let rotating = Rotating { tree: input.files.tree(), rotations };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.rotations {
        check(&rotating, &mut Sink::new(rule, "", &mut drafts));
    }
    gathered.findings.extend(locate(drafts, input.files.tree()));
}

/// Runs the rules about secrets.
fn check_secrets(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    let Some(matrix) = input.secrets else {
        gathered.skip(&plan.host_keys, NO_SECRETS);
        return gathered.skip(&plan.secrets, NO_SECRETS);
    };
    let secrets = Secrets { matrix };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.secrets {
        check(&secrets, &mut Sink::new(rule, "", &mut drafts));
    }
    let uses_any = |hosts: &&Discovery| hosts.hosts.iter().any(|found| !found.secrets.is_empty());
    if let Some(hosts) = input.hosts.filter(uses_any) {
        if secrets.has_host_keys() {
            for (rule, check) in &plan.host_keys {
                check(&secrets, hosts, &mut Sink::new(rule, "", &mut drafts));
            }
        } else {
            gathered.skip(&plan.host_keys, NO_HOST_KEYS);
        }
    }
    gathered.findings.extend(locate(drafts, input.files.tree()));
}

fn check_run(
    plan: &Plan,
    input: &Input<'_>,
    rules: &[&'static Rule],
    gathered: &Gathered,
) -> Vec<Finding> {
    let skipped = &gathered.outcome.skipped;
    let saw_all = |rule: &&&Rule| {
        let all_hosts = || input.hosts.is_some_and(Discovery::is_whole);
        !skipped.iter().any(|skipped| skipped.code == rule.code)
            && known::run::saw_all(rule, input.facts)
            && (!matches!(rule.check, Check::Hosts(_)) || all_hosts())
    };
    let ran: Vec<&Rule> = rules.iter().filter(saw_all).copied().collect();
    let run = Run {
        allows: &gathered.allows,
        unread: &gathered.unread,
        inventory: input.inventory,
        idle: &input.settings.idle(&gathered.findings, input.today),
        today: input.today,
        ran: &ran,
    };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.run {
        check(&run, &mut Sink::new(rule, "", &mut drafts));
    }
    locate(drafts, input.files.tree())
}
