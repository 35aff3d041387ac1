//! `nixward secrets bootstrap HOST`

mod key;

use std::collections::BTreeSet;
use std::path::Path;

use super::find;
use super::rekey::row;
use super::session::{KeyArgs, Session, admins, tell};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::inventory::file;
use crate::flake::secrets::grant::{self, Granted, Newcomer};
use crate::flake::secrets::{self};
use crate::model::host::HostKind;
use crate::model::report::{ByHandRow, SecretsBootstrapReport};
use crate::model::secrets::{Recipient, SecretMatrix, Tool};
use crate::secrets::plan::{self, Plan, Request};
use crate::secrets::rekey::{self, Options, folders};
use crate::secrets::text::Text;
use key::HostKey;

/// Let a new host open the secrets that it needs
///
/// Takes the host's public key from the inventory (`target.hostKey`), from `--key`, or from the host itself
/// (`--scan`; then its fingerprint must be agreed to). The key is written into the inventory and
/// into the rules of the secrets that the host's configuration uses, where these are written out; an
/// earlier key of the host gives way. Then the secrets are encrypted to it. The plan is printed first,
/// and asked about; all is written, or nothing. Exit code 1 where rules are left to be edited by hand.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The host
    host: String,
    /// Its public key, or a file with it
    #[arg(long, value_name = "KEY", conflicts_with = "scan")]
    key: Option<String>,
    /// Ask the host for its key, at this address or that of the inventory
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "")]
    scan: Option<String>,
    /// The fingerprint that the key must have, as `SHA256:...`
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    /// A secret that it needs besides those that its configuration is known to use
    #[arg(long, value_name = "SECRET")]
    secret: Vec<String>,
    /// Go on where none of your own keys, or no admin's, could open the result
    #[arg(long)]
    allow_lockout: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask whether to go on
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    keys: KeyArgs,
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
    let found = key::find(context, &session, args)?;
    let prepared = Prepared::of(context, rules, known, args, &found)?;
    let plan = prepared.plan(&session)?;
    if args.format.get() == Format::Human {
        print(context, args, &found, &prepared, &plan)?;
    }
    if !plan.blockers.is_empty() {
        tell(context, &plan.blockers);
        return Err(Error::input("nothing was written: something stands in the way"));
    }
    let nothing = plan.steps.is_empty() && prepared.granted.edited.is_empty();
    if !args.dry_run && !nothing {
        session.agree("Do this?", args.yes)?;
        write(context, &session, &prepared, args)?;
    }
    if args.format.get() == Format::Json {
        context.ui.json(&context.root()?, &report(args, &found, &prepared, &plan))?;
    }
    let left = !prepared.granted.by_hand.is_empty();
    Ok(if left { Exit::Findings } else { Exit::Fine })
}

/// What is to become of rules and inventory.
struct Prepared {
    granted: Granted,
    /// The secrets as those have it.
    matrix: SecretMatrix,
    key: Recipient,
}

impl Prepared {
    fn of(
        context: &Context,
        rules: Option<&Path>,
        known: &SecretMatrix,
        args: &Args,
        found: &HostKey,
    ) -> Result<Self> {
        let source = context.source()?;
        let inventory = context.inventory()?;
        let named = rules.map(|path| context.inside(path)).transpose()?;
        let holders = known.holders.iter().flatten();
        let holder = holders.into_iter().find(|holder| holder.host && holder.name == args.host);
        let had = holder.map(|holder| holder.keys.clone()).unwrap_or_default();
        let old: Vec<Recipient> = had.into_iter().filter(|key| key.key != found.key.key).collect();
        let mut wanted = used(context, &args.host)?;
        for name in &args.secret {
            wanted.insert(find(known, name)?.file.clone());
        }
        let newcomer = Newcomer { name: &args.host, key: &found.key, old: &old };
        let granted = grant::grant(source, named.as_ref(), inventory, &newcomer, &wanted)?;
        let fleet = inventory.map(|inventory| &inventory.file);
        let inventory = file::load(&granted.source, fleet)?;
        let matrix = secrets::read(&granted.source, inventory.as_ref(), named.as_ref())?;
        Ok(Self { granted, matrix: matrix.of(Tool::Agenix), key: found.key.clone() })
    }

    /// What would be written: the secrets whose rules name the key.
    fn plan(&self, session: &Session) -> Result<Plan> {
        let request = Request { recipients: Some(vec![self.key.clone()]), ..Request::default() };
        plan::plan(&session.store, &self.matrix, &request, &session.sealer)
    }

    /// What a person has to do, for each rule.
    fn by_hand(&self) -> Vec<ByHandRow> {
        let rules = self
            .matrix
            .secrets
            .iter()
            .flat_map(|secret| secret.rules.iter().map(move |rule| (secret, rule)));
        let left = rules.filter(|(_, rule)| {
            self.granted.by_hand.contains(&(rule.rules_file.clone(), rule.name.clone()))
        });
        left.map(|(secret, rule)| ByHandRow {
            file: secret.file.clone(),
            at: plan::place(rule),
            add: self.key.key.clone(),
        })
        .collect()
    }
}

/// The secrets of age that the modules of a host name.
fn used(context: &Context, host: &str) -> Result<BTreeSet<String>> {
    let source = context.source()?;
    let flake = source.flake_dir.join("flake.nix");
    if flake.map(|flake| source.tree.kind(&flake)).transpose()?.flatten().is_none() {
        return Ok(BTreeSet::new());
    }
    let hosts = context.hosts()?.hosts.iter();
    let found = hosts.filter(|found| found.host.kind == HostKind::Nixos && found.host.name == host);
    let wanted = found.flat_map(|found| &found.secrets);
    let of_age = wanted.filter(|wanted| wanted.tool == Tool::Agenix);
    Ok(of_age.map(|wanted| wanted.file.to_string()).collect())
}

fn write(context: &Context, session: &Session, prepared: &Prepared, args: &Args) -> Result<()> {
    let keys = session.keys(context, &args.keys)?;
    let swept = folders(&prepared.plan(session)?);
    let change = session.change(context, "bootstrap", swept.iter().map(AsRef::as_ref))?;
    // Another run may have changed files until we had our turn.
    let plan = prepared.plan(session)?;
    let texts: Vec<Text<'_>> = prepared
        .granted
        .edited
        .iter()
        .map(|edited| Text {
            path: edited.file.under(session.store.root()),
            before: &edited.before,
            after: &edited.after,
        })
        .collect();
    let admins = admins(&prepared.matrix);
    let options = Options {
        keep_going: false,
        allow_lockout: args.allow_lockout,
        admins: &admins,
        texts: &texts,
    };
    let outcome = rekey::run(change, &plan, &session.sealer, &keys.identities, &options)?;
    if outcome.blockers.is_empty() {
        return Ok(());
    }
    tell(context, &outcome.blockers);
    Err(Error::input("nothing was written: something stands in the way"))
}

fn print(
    context: &Context,
    args: &Args,
    found: &HostKey,
    prepared: &Prepared,
    plan: &Plan,
) -> Result<()> {
    let fingerprint = found.fingerprint.as_deref().unwrap_or_default();
    context.ui.note(&format!("the key of {}: {} {fingerprint}", args.host, found.key.short()));
    for edited in &prepared.granted.edited {
        let secrets = |text: &[u8]| crate::check::secrets_in(&edited.file, text);
        context.ui.diff(
            edited.file.as_str(),
            Some(&edited.before),
            Some(&edited.after),
            secrets,
        )?;
    }
    let verb = if args.dry_run { "would be encrypted" } else { "is to be encrypted" };
    let rows = plan.steps.iter().map(|step| row(&prepared.matrix, step));
    let lines: Vec<String> = rows.map(|row| format!("{} {verb}: {}", row.file, row.why)).collect();
    context.ui.lines(lines.iter().map(String::as_str))?;
    for file in &plan.absent {
        context.ui.note(&format!("{file} is not there yet"));
    }
    for ByHandRow { file, at, add } in prepared.by_hand() {
        context.ui.warn(&format!("{file}: its rule cannot be edited here; add by hand"));
        context.ui.note(&format!("  at {at}: {add:?}"));
    }
    if lines.is_empty() && prepared.granted.edited.is_empty() {
        let text = format!("nothing is to be done for {}", args.host);
        context.ui.note(&text);
        context.ui.note("  help: name what it needs with --secret, unless it has all that already");
    }
    Ok(())
}

fn report(
    args: &Args,
    found: &HostKey,
    prepared: &Prepared,
    plan: &Plan,
) -> SecretsBootstrapReport {
    let files = prepared.granted.edited.iter().map(|edited| edited.file.to_string());
    SecretsBootstrapReport {
        dry_run: args.dry_run,
        host: args.host.clone(),
        key: found.key.key.clone(),
        fingerprint: found.fingerprint.clone(),
        from: found.from,
        edited: files.collect(),
        secrets: plan.steps.iter().map(|step| row(&prepared.matrix, step)).collect(),
        absent: plan.absent.clone(),
        by_hand: prepared.by_hand(),
    }
}
