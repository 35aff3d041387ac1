//! `nixward secrets prune`

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::session::Session;
use super::{find, matrix};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::secrets::rewrite::{self, Rewrite};
use crate::model::report::{KeptRow, SecretsPruneReport};
use crate::model::secrets::{SecretMatrix, Tool};
use crate::secrets::prune;
use crate::secrets::text::Text;
use crate::tree::RelPath;

/// Remove secrets that nothing speaks of any more
///
/// Encrypted files that no rule names; with `--with-rules` also rules whose file is not there and that say
/// nothing of how it is made. What a host uses stays, and so does what a Nix file names or git
/// could not bring back, unless it is named here. The plan is printed first, and asked about.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Args {
    /// These secrets only, even where a Nix file names them
    #[arg(value_name = "SECRET")]
    names: Vec<String>,
    /// Take rules without a file out of the rules files, too
    #[arg(long)]
    with_rules: bool,
    /// Remove files, too, that git does not have as they are: they are gone for good
    #[arg(long)]
    uncommitted: bool,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    format: FormatArgs,
}

pub(super) fn run(
    context: &Context,
    rules: Option<&Path>,
    known: &SecretMatrix,
    args: &Args,
) -> Result<Exit> {
    let session = Session::begin(context)?;
    let planned = Planned::of(context, &session, known, args)?;
    if args.format.get() == Format::Human {
        print(context, &planned.report)?;
    }
    if !args.dry_run && !planned.report.is_empty() {
        session.agree("Remove all this?", args.yes)?;
        let change = session.change(context, "prune", [])?;
        // Another run may have changed something until we had our turn.
        let matrix = matrix(context, rules)?.of(Tool::Agenix);
        let again = Planned::of(context, &session, &matrix, args)?;
        again.carry_out(&session, change, &planned.report)?;
    }
    if args.format.get() == Format::Json {
        context.ui.json(&context.root()?, &planned.report)?;
    }
    Ok(Exit::Fine)
}

/// What is to go.
struct Planned<'m> {
    plan: prune::Plan<'m>,
    rewrite: Rewrite,
    report: SecretsPruneReport,
}

impl<'m> Planned<'m> {
    fn of(
        context: &Context,
        session: &Session,
        matrix: &'m SecretMatrix,
        args: &Args,
    ) -> Result<Self> {
        let named: BTreeSet<&str> = args
            .names
            .iter()
            .map(|name| Ok(find(matrix, name)?.file.as_str()))
            .collect::<Result<_>>()?;
        let mut plan = prune::plan(&session.store, matrix)?;
        if !named.is_empty() {
            plan.files.retain(|doomed| named.contains(doomed.file.as_str()));
            plan.rules.retain(|secret| named.contains(secret.file.as_str()));
        }
        let mut keeping = Keeping::of(context, &plan, args)?;
        plan.files.retain(|doomed| keeping.lets_go(&doomed.file));
        plan.rules.retain(|secret| keeping.lets_rule_go(&secret.file));
        let doomed: Vec<_> = plan.rules.iter().flat_map(|secret| &secret.rules).collect();
        let rewrite = rewrite::without(context.source()?, matrix, &doomed)?;
        let is_by_hand = |rule: &crate::model::secrets::Rule| {
            rewrite.by_hand.contains(&(rule.rules_file.clone(), rule.name.clone()))
        };
        plan.rules.retain(|secret| {
            let by_hand = secret.rules.iter().find(|rule| is_by_hand(rule));
            keeping.kept.extend(by_hand.map(|rule| KeptRow {
                file: secret.file.clone(),
                why: "its rule is not written so that it could be taken out".to_owned(),
                help: format!("take it out by hand: {}", crate::secrets::plan::place(rule)),
            }));
            by_hand.is_none()
        });
        let report = SecretsPruneReport {
            dry_run: args.dry_run,
            files: plan.files.iter().map(|doomed| doomed.file.clone()).collect(),
            rules: plan.rules.iter().map(|secret| secret.file.clone()).collect(),
            kept: keeping.kept,
        };
        Ok(Self { plan, rewrite, report })
    }

    /// Does what was agreed to, as far as it is still to be done.
    fn carry_out(
        mut self,
        session: &Session,
        change: crate::secrets::store::Change<'_>,
        agreed: &SecretsPruneReport,
    ) -> Result<()> {
        self.plan.files.retain(|doomed| agreed.files.contains(&doomed.file));
        let same = self.report.rules == agreed.rules;
        let texts: Vec<Text<'_>> = self
            .rewrite
            .edited
            .iter()
            .filter(|_| same)
            .map(|edited| Text {
                path: edited.file.under(session.store.root()),
                before: &edited.before,
                after: &edited.after,
            })
            .collect();
        prune::run(change, &self.plan.files, &texts)
    }
}

/// What stays, and why.
struct Keeping<'a> {
    args: &'a Args,
    /// The hosts that use a secret.
    users: BTreeMap<String, String>,
    /// The Nix file that names a secret.
    mentions: BTreeMap<String, String>,
    uncommitted: BTreeSet<RelPath>,
    kept: Vec<KeptRow>,
}

impl<'a> Keeping<'a> {
    fn of(context: &Context, plan: &prune::Plan<'_>, args: &'a Args) -> Result<Self> {
        let source = context.source()?;
        let mut keeping = Self {
            args,
            users: BTreeMap::new(),
            mentions: BTreeMap::new(),
            uncommitted: BTreeSet::new(),
            kept: Vec::new(),
        };
        for file in &plan.unknown {
            keeping.kept.push(KeptRow {
                file: (*file).to_owned(),
                why: "not all of its rules are known, so that no file is certainly without one"
                    .to_owned(),
                help: "`nixward secrets check` says what is not known".to_owned(),
            });
        }
        let paths: Vec<RelPath> =
            plan.files.iter().filter_map(|doomed| RelPath::new(&doomed.file)).collect();
        if paths.is_empty() && plan.rules.is_empty() {
            return Ok(keeping);
        }
        let flake = source.flake_dir.join("flake.nix");
        if flake.map(|flake| source.tree.kind(&flake)).transpose()?.flatten().is_some() {
            for found in &context.hosts()?.hosts {
                for wanted in &found.secrets {
                    keeping.users.insert(wanted.file.to_string(), found.host.name.clone());
                }
            }
        }
        keeping.mentions = mentions(context, &paths)?;
        if !args.uncommitted {
            keeping.uncommitted = source.tree.uncommitted(&paths)?;
        }
        Ok(keeping)
    }

    fn keep(&mut self, file: &str, why: String, help: &str) -> bool {
        self.kept.push(KeptRow { file: file.to_owned(), why, help: help.to_owned() });
        false
    }

    fn is_used(&mut self, file: &str) -> bool {
        let Some(host) = self.users.get(file) else { return false };
        let why = format!("{host} uses it");
        self.keep(file, why, "write a rule for it, or take it out of the host's configuration");
        true
    }

    fn lets_go(&mut self, file: &str) -> bool {
        if self.is_used(file) {
            return false;
        }
        if let Some(by) = self.mentions.get(file).filter(|_| self.args.names.is_empty()) {
            let why = format!("{by} names it");
            return self.keep(file, why, "name it here to remove it all the same");
        }
        if RelPath::new(file).is_some_and(|path| self.uncommitted.contains(&path)) {
            let why = "git does not have it as it is: it would be gone for good".to_owned();
            return self.keep(file, why, "commit it first, or pass --uncommitted");
        }
        true
    }

    fn lets_rule_go(&mut self, file: &str) -> bool {
        if self.is_used(file) {
            return false;
        }
        if !self.args.with_rules {
            return self.keep(
                file,
                "it has a rule and no file".to_owned(),
                "make it, or pass --with-rules",
            );
        }
        true
    }
}

/// The first Nix file that names each of the files.
fn mentions(context: &Context, files: &[RelPath]) -> Result<BTreeMap<String, String>> {
    let tree = &context.source()?.tree;
    let mut mentions = BTreeMap::new();
    if files.is_empty() {
        return Ok(mentions);
    }
    for path in tree.files_where(|path| path.extension() == Some("nix"))? {
        let text = tree.read(&path)?;
        for file in files {
            let name = file.file_name().unwrap_or_default();
            if memchr::memmem::find(&text, name.as_bytes()).is_some() {
                mentions.entry(file.to_string()).or_insert_with(|| path.to_string());
            }
        }
    }
    Ok(mentions)
}

fn print(context: &Context, report: &SecretsPruneReport) -> Result<()> {
    let would = if report.dry_run { "would be" } else { "is to be" };
    let files = report.files.iter().map(|file| format!("{file} {would} removed: no rule names it"));
    let rules = report
        .rules
        .iter()
        .map(|file| format!("the rule of {file} {would} taken out: it has no file"));
    let lines: Vec<String> = files.chain(rules).collect();
    context.ui.lines(lines.iter().map(String::as_str))?;
    for KeptRow { file, why, help } in &report.kept {
        context.ui.note(&format!("{file} stays: {why}"));
        context.ui.note(&format!("  help: {help}"));
    }
    if report.is_empty() {
        context.ui.note("nothing is to be removed");
    }
    Ok(())
}
