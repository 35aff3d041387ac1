//! What the modules of hosts set, held against what is known of options.

use std::collections::BTreeSet;

use crate::check::input::Hosts;
use crate::check::rule::Rule;
use crate::check::sink::{Draft, Sink, locate};
use crate::flake::hosts::{Discovered, Discovery, EdgeKind};
use crate::flake::options::{self, Judge, Pinned, Problem, Table, Wrong};
use crate::flake::similar::did_you_mean;
use crate::model::facts::HostState;
use crate::model::finding::{Finding, Severity};
use crate::model::host::HostKind;
use crate::syntax::files::Files;
use crate::tree::RelPath;

/// The mistakes of one kind in the modules of hosts.
pub(super) fn report(hosts: &Hosts<'_>, sink: &mut Sink<'_>, wanted: fn(&Wrong) -> bool) {
    for (file, problem) in hosts.option_problems() {
        if wanted(&problem.wrong) {
            say(sink, file, problem);
        }
    }
}

/// A mistake as a finding.
pub(in crate::check) fn say<'s>(
    sink: &'s mut Sink<'_>,
    file: &RelPath,
    problem: &Problem,
) -> &'s mut Draft {
    let option = &problem.option;
    let (message, help) = match &problem.wrong {
        Wrong::Renamed { to, .. } => (format!("`{option}` is called `{to}` now"), None),
        Wrong::Removed { instead } => {
            let instead = (!instead.is_empty()).then(|| instead.clone());
            (format!("`{option}` is gone"), instead)
        }
        Wrong::Type { takes, given } => {
            (format!("`{option}` takes {takes} and is given {given}"), None)
        }
        Wrong::Unknown { meant } => {
            (format!("there is no option `{option}`"), meant.as_deref().map(did_you_mean))
        }
    };
    let proviso = match &problem.proven {
        Err(known) => format!(" ({known})"),
        Ok(()) => String::new(),
    };
    let draft = sink.in_file(file.as_str(), Some(problem.span), message + &proviso);
    let is_silent = matches!(problem.wrong, Wrong::Renamed { warns: false, .. });
    if is_silent || problem.proven.is_err() {
        draft.severity(Severity::Info);
    }
    if let Some(help) = help {
        draft.help(help);
    }
    draft
}

/// All that is wrong in the modules of hosts, by file. A file of a host that was evaluated is left
/// out: what NixOS itself said of it is better.
pub(in crate::check) fn problems(hosts: &Hosts<'_>) -> Vec<(RelPath, Problem)> {
    let told = |found: &&Discovered| {
        let state = hosts.facts.and_then(|facts| facts.hosts.get(&found.host.name));
        matches!(state, Some(HostState::Known(_)))
    };
    let evaluated: BTreeSet<RelPath> =
        nixos(hosts.discovery).filter(told).flat_map(modules_of).collect();
    let files = module_files(hosts.discovery).into_iter().filter(|file| !evaluated.contains(file));
    judged(hosts.files, Some(hosts.discovery), hosts.pinned, files)
}

/// The modules of all hosts of `nixosConfigurations`.
pub fn module_files(discovery: &Discovery) -> BTreeSet<RelPath> {
    nixos(discovery).flat_map(modules_of).collect()
}

/// All that is wrong in these modules, as far as they are known to be no more than nixpkgs has.
pub(in crate::check) fn judged(
    files: &Files,
    discovery: Option<&Discovery>,
    pinned: &Pinned,
    modules: impl IntoIterator<Item = RelPath>,
) -> Vec<(RelPath, Problem)> {
    let around = Around::of(files, discovery);
    let judge = Judge {
        own: pinned.own.as_ref(),
        built_in: Table::built_in(),
        moments: &pinned.moments,
        declared: &around.declared,
        others_declare: pinned.others_declare,
    };
    let mut found = Vec::new();
    for file in modules.into_iter().filter(|file| !around.other.contains(file)) {
        let Ok((text, hir)) = files.read(&file, None) else { continue };
        if options::disables_modules(&hir) {
            continue;
        }
        let problems = judge.problems(&text, &hir);
        found.extend(problems.into_iter().map(|problem| (file.clone(), problem)));
    }
    found
}

/// What else the flake's modules do to options.
struct Around {
    /// Options that they declare.
    declared: Vec<Vec<String>>,
    /// Files of hosts that are without some modules of NixOS, and have others in their place.
    other: BTreeSet<RelPath>,
}

impl Around {
    fn of(files: &Files, discovery: Option<&Discovery>) -> Self {
        let mut around = Self { declared: Vec::new(), other: BTreeSet::new() };
        let Some(discovery) = discovery else { return around };
        let mut disabling = BTreeSet::new();
        for file in reached(files, discovery) {
            let Ok(parsed) = files.pass(&file) else { continue };
            around.declared.extend(options::declared_by(&parsed.hir));
            if options::disables_modules(&parsed.hir) {
                disabling.insert(file);
            }
        }
        around.declared.sort();
        around.declared.dedup();
        for host in nixos(discovery) {
            let own: Vec<RelPath> = modules_of(host).collect();
            if own.iter().any(|file| disabling.contains(file)) {
                around.other.extend(own);
            }
        }
        around
    }
}

fn nixos(discovery: &Discovery) -> impl Iterator<Item = &Discovered> {
    discovery.hosts.iter().filter(|found| found.host.kind == HostKind::Nixos)
}

fn modules_of(found: &Discovered) -> impl Iterator<Item = RelPath> {
    let modules = found.edges.iter().filter(|edge| edge.kind == EdgeKind::Module);
    modules.map(|edge| edge.to.clone())
}

/// Every Nix file that hosts may be made of.
fn reached(files: &Files, discovery: &Discovery) -> BTreeSet<RelPath> {
    let (mut found, mut folders) = (BTreeSet::new(), BTreeSet::new());
    for edge in nixos(discovery).flat_map(|host| &host.edges) {
        match edge.kind {
            EdgeKind::Folder => folders.insert(edge.to.clone()),
            EdgeKind::Module | EdgeKind::Mention => found.insert(edge.to.clone()),
        };
    }
    if !folders.is_empty() {
        let inside = files.tree().files_where(|path| path.extension() == Some("nix"));
        let is_inside = |file: &RelPath| folders.iter().any(|folder| file.starts_with(folder));
        found.extend(inside.into_iter().flatten().filter(is_inside));
    }
    found.retain(|file| file.extension() == Some("nix"));
    found
}

/// What is wrong with the options that these modules set; those of hosts where none are named.
pub fn option_findings(
    files: &Files,
    discovery: Option<&Discovery>,
    pinned: &Pinned,
    named: Option<Vec<RelPath>>,
) -> Vec<Finding> {
    let modules = named
        .unwrap_or_else(|| discovery.map(module_files).unwrap_or_default().into_iter().collect());
    let mut drafts = Vec::new();
    for (file, problem) in judged(files, discovery, pinned, modules) {
        say(&mut Sink::new(rule(&problem.wrong), "", &mut drafts), &file, &problem);
    }
    let mut findings = locate(drafts, files.tree());
    findings.sort_by(|a, b| (&a.file, a.range, a.code).cmp(&(&b.file, b.range, b.code)));
    findings
}

fn rule(wrong: &Wrong) -> &'static Rule {
    match wrong {
        Wrong::Renamed { .. } => &super::nw421_old_option_name::RULE,
        Wrong::Removed { .. } => &super::nw422_gone_option::RULE,
        Wrong::Type { .. } => &super::nw423_wrong_option_type::RULE,
        Wrong::Unknown { .. } => &super::nw424_no_such_option::RULE,
    }
}
