//! Runs the rules: files in parallel, each read and parsed once and dropped after its rules ran.

use std::cell::OnceCell;

use rayon::prelude::*;

use super::allow::{self, Allow, Comment};
use super::input::{File, Flake, Fleet, Hosts, Input, Run, Secrets, Unread, Whole, Why};
use super::plan::Plan;
use super::reach::Reach;
use super::rule::{ExprKind, Rule};
use super::sink::{Draft, Sink, locate};
use crate::error::Result;
use crate::model::finding::{Finding, Severity};
use crate::syntax::hir::{ExprId, ProblemKind, Span};
use crate::tree::{RelPath, Tree};

/// How a file begins that a program has encrypted for git, and the command that opens it.
const LOCKED: &[(&[u8], &str)] =
    &[(b"\0GITCRYPT\0", "git-crypt unlock"), (b"age-encryption.org/v1\n", "git-agecrypt init")];

const NO_LOCK: &str = "there is no flake.lock";

const MISTAKES: &str = "the inventory has mistakes";

const SOME_HOSTS: &str = "the list of hosts is not complete";

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found, sorted by file, place and code.
    pub findings: Vec<Finding>,
    /// The rules that could not look, sorted by the reason.
    pub skipped: Vec<Skipped>,
    /// How many files were read.
    pub files: u64,
    /// How many bytes they hold.
    pub bytes: u64,
}

/// A rule that could not look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which.
    pub code: &'static str,
    /// Why, half a sentence.
    pub why: String,
}

impl Outcome {
    /// The worst finding's severity.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// Runs these rules. Fails only where the tree itself cannot be listed.
pub fn run(input: &Input<'_>, rules: &[&'static Rule]) -> Result<Outcome> {
    let (rules, left_out): (Vec<&Rule>, Vec<&Rule>) =
        rules.iter().partition(|rule| input.settings.runs(rule));
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
    };
    let mut gathered = Gathered::default();
    for rule in left_out {
        let why = "left out by check.skip or --skip".to_owned();
        gathered.outcome.skipped.push(Skipped { code: rule.code, why });
    }
    for looked_at in
        nix.par_iter().map(|path| check_file(&plan, input, &around, path)).collect::<Vec<_>>()
    {
        gathered.add(looked_at);
    }
    check_whole(&plan, input, &paths, &mut gathered);
    check_flake(&plan, flake, &mut gathered);
    check_fleet(&plan, input, &mut gathered);
    check_hosts(&plan, input, &mut gathered);
    check_secrets(&plan, input, &mut gathered);
    allow::accept(&mut gathered.findings, &mut gathered.allows, input.today);
    let last = check_run(&plan, input, &rules, &gathered);
    gathered.outcome.findings = gathered.findings;
    gathered.outcome.findings.extend(last);
    input.settings.apply(&mut gathered.outcome.findings, input.today);
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
}

/// What one file came to.
struct LookedAt {
    findings: Vec<Finding>,
    allows: Vec<Allow>,
    bytes: u64,
    unread: Option<Unread>,
    experimental: Option<(RelPath, Span)>,
}

impl LookedAt {
    fn unread(path: &RelPath, why: Why) -> Self {
        Self {
            findings: Vec::new(),
            allows: Vec::new(),
            bytes: 0,
            unread: Some(Unread { path: path.clone(), why }),
            experimental: None,
        }
    }
}

#[derive(Default)]
struct Gathered {
    findings: Vec<Finding>,
    allows: Vec<Allow>,
    unread: Vec<Unread>,
    experimental: Vec<(RelPath, Span)>,
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
    }

    fn skip<Check>(&mut self, rules: &[(&'static Rule, Check)], why: &str) {
        let skipped =
            rules.iter().map(|(rule, _)| Skipped { code: rule.code, why: why.to_owned() });
        self.outcome.skipped.extend(skipped);
    }
}

fn check_file(plan: &Plan, input: &Input<'_>, around: &Around<'_>, path: &RelPath) -> LookedAt {
    let parsed = match input.files.pass(path) {
        Ok(parsed) => parsed,
        Err(error) => return LookedAt::unread(path, Why::Failed(error)),
    };
    let locked = LOCKED.iter().find(|(start, _)| parsed.text.starts_with(start));
    if let Some((_, open)) = locked {
        return LookedAt::unread(path, Why::Locked(open));
    }
    let comments = allow::read(path.as_str(), &parsed.text, &parsed.hir);
    let file = File {
        tree: around.tree,
        reach: around.reach,
        wants_submodules: around.wants_submodules,
        scoped_imports: around.scoped_imports,
        path,
        text: &parsed.text,
        hir: &parsed.hir,
        comments: &comments,
        astray: OnceCell::new(),
        today: input.today,
    };
    let drafts = check_parsed(plan, &file);
    let findings = locate(drafts, around.tree, &[(path.as_str(), &parsed.text)]);
    let allows = comments.into_iter().filter_map(|comment| match comment {
        Comment::Allow(allow) => Some(allow),
        Comment::Malformed(_) => None,
    });
    let experimental =
        parsed.hir.problems.iter().find(|problem| problem.kind == ProblemKind::Experimental);
    LookedAt {
        findings,
        allows: allows.collect(),
        bytes: parsed.text.len() as u64,
        unread: None,
        experimental: experimental.map(|problem| (path.clone(), problem.span)),
    }
}

fn check_parsed(plan: &Plan, file: &File<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (rule, check) in &plan.file {
        check(file, &mut Sink::new(rule, file.path.as_str(), &mut drafts));
    }
    // What stands beside an error may mean something else once that is mended.
    let broken = |kind| matches!(kind, ProblemKind::Syntax | ProblemKind::TooDeep);
    if !file.hir.problems.iter().any(|problem| broken(problem.kind)) {
        check_expressions(plan, file, &mut drafts);
    }
    drafts
}

/// One pass over all expressions, each shown to the rules that asked for its kind.
fn check_expressions(plan: &Plan, file: &File<'_>, drafts: &mut Vec<Draft>) {
    if plan.expr.iter().all(Vec::is_empty) {
        return;
    }
    for id in (0u32..).map(ExprId).take(file.hir.len()) {
        for (rule, check) in &plan.expr[ExprKind::of(&file.hir.expr(id)) as usize] {
            check(file, id, &mut Sink::new(rule, file.path.as_str(), drafts));
        }
    }
}

fn check_whole(plan: &Plan, input: &Input<'_>, paths: &[RelPath], gathered: &mut Gathered) {
    let whole = Whole { files: paths, experimental: &gathered.experimental };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.whole {
        check(&whole, &mut Sink::new(rule, "", &mut drafts));
    }
    gathered.findings.extend(locate(drafts, input.files.tree(), &[]));
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
    gathered.findings.extend(locate(drafts, flake.tree, &[]));
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
    gathered.findings.extend(locate(drafts, tree, &[]));
}

fn check_hosts(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    let Some(discovery) = input.hosts else {
        gathered.skip(&plan.hosts, SOME_HOSTS);
        gathered.skip(&plan.all_hosts, SOME_HOSTS);
        return;
    };
    let hosts = Hosts { files: input.files, dir: input.flake_dir, discovery };
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
        gathered.skip(&plan.all_hosts, "what some hosts are made of is not known in full");
    }
    gathered.findings.extend(locate(drafts, input.files.tree(), &[]));
}

/// Runs the rules about secrets.
fn check_secrets(plan: &Plan, input: &Input<'_>, gathered: &mut Gathered) {
    let Some(matrix) = input.secrets else {
        return gathered.skip(&plan.secrets, "nobody looked for secrets");
    };
    let secrets = Secrets { matrix };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.secrets {
        check(&secrets, &mut Sink::new(rule, "", &mut drafts));
    }
    gathered.findings.extend(locate(drafts, input.files.tree(), &[]));
}

fn check_run(
    plan: &Plan,
    input: &Input<'_>,
    rules: &[&'static Rule],
    gathered: &Gathered,
) -> Vec<Finding> {
    let run =
        Run { allows: &gathered.allows, unread: &gathered.unread, today: input.today, ran: rules };
    let mut drafts = Vec::new();
    for (rule, check) in &plan.run {
        check(&run, &mut Sink::new(rule, "", &mut drafts));
    }
    locate(drafts, input.files.tree(), &[])
}
