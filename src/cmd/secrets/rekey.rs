//! `nixward secrets rekey`

use super::session::{KeyArgs, Session, admins, tell};
use super::{find, readers};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Error, Exit, Result};
use crate::flake::secrets::names;
use crate::model::report::{BlockerRow, RekeyRow, SecretsRekeyReport};
use crate::model::secrets::SecretMatrix;
use crate::secrets::plan::{self, Blocker, How, Plan, Request, Step};
use crate::secrets::rekey::{self, Options, Outcome, folders};

/// Encrypt secrets to those whom their rules name
///
/// Files that are as their rules say stay as they are, byte for byte. Where somebody was only added,
/// the header alone is written; where somebody was removed, the file gets a fresh file key, and the
/// secret is named as exposed: they know its value. Everything that stands in the way is found before
/// the first file is written, and then nothing is. Of sops, files whose creation rule differs are given to
/// `sops updatekeys`, and with `--force` or where somebody is removed they get another data key.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Args {
    /// Encrypt anew even where nothing differs
    #[arg(long)]
    force: bool,
    /// This secret only; may be given several times
    #[arg(long, value_name = "SECRET")]
    only: Vec<String>,
    /// Only secrets that this host, person or key may or can open
    #[arg(long, value_name = "WHO")]
    recipient: Option<String>,
    /// Write what can be written where something stands in the way of the rest
    #[arg(long)]
    keep_going: bool,
    /// Go on where none of your own keys, or no admin's, could open the result
    #[arg(long)]
    allow_lockout: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    format: FormatArgs,
}

impl Args {
    /// As agenix rekeys: every file, whether it differs or not.
    pub(in crate::cmd) fn all(keys: KeyArgs, format: FormatArgs) -> Self {
        Self {
            force: true,
            only: Vec::new(),
            recipient: None,
            keep_going: false,
            allow_lockout: false,
            dry_run: false,
            keys,
            format,
        }
    }

    /// The files that are named, of all secrets; none where all are meant.
    pub(super) fn wanted<'m>(&self, matrix: &'m SecretMatrix) -> Result<Option<Vec<&'m str>>> {
        let found = self.only.iter().map(|name| Ok(find(matrix, name)?.file.as_str()));
        let found: Vec<&str> = found.collect::<Result<_>>()?;
        Ok((!self.only.is_empty()).then_some(found))
    }

    pub(super) fn recipient(&self) -> Option<&str> {
        self.recipient.as_deref()
    }

    pub(super) fn is_forced(&self) -> bool {
        self.force
    }

    pub(super) fn is_dry(&self) -> bool {
        self.dry_run
    }

    pub(super) fn keys(&self) -> &KeyArgs {
        &self.keys
    }
}

/// `known` is what is known of the secrets, and `read` reads it anew; `done` is what was done to those of sops.
pub fn run(
    context: &Context,
    known: SecretMatrix,
    read: &dyn Fn() -> Result<SecretMatrix>,
    args: &Args,
    done: Vec<RekeyRow>,
) -> Result<Exit> {
    let session = Session::begin(context)?;
    let first = plan::plan(&session.store, &known, &request(&known, args)?, &session.sealer)?;
    if first.steps.is_empty() && first.blockers.is_empty() && !session.store.has_journal()? {
        return report(context, &known, args, (&first, done), &Outcome::default());
    }
    let keys = session.keys(context, &args.keys)?;
    let admins = admins(&known);
    let (keep_going, allow_lockout) = (args.keep_going, args.allow_lockout);
    let options = Options { keep_going, allow_lockout, admins: &admins, texts: &[] };
    if args.dry_run {
        let blockers = rekey::check(&first, &keys.identities, &options);
        let outcome = Outcome { blockers, ..Outcome::default() };
        return report(context, &known, args, (&first, done), &outcome);
    }
    let swept = folders(&first);
    let change = session.change(context, "rekey", swept.iter().map(AsRef::as_ref))?;
    // Another run may have changed files until we had our turn, or left something to be finished.
    let (matrix, plan) = if change.recovered.is_nothing() && plan::is_current(&first)? {
        (known, first)
    } else {
        drop((first, known));
        let matrix = read()?;
        let plan = plan::plan(&session.store, &matrix, &request(&matrix, args)?, &session.sealer)?;
        (matrix, plan)
    };
    let outcome = rekey::run(change, &plan, &session.sealer, &keys.identities, &options)?;
    report(context, &matrix, args, (&plan, done), &outcome)
}

fn request<'m>(matrix: &'m SecretMatrix, args: &Args) -> Result<Request<'m>> {
    // Each name was looked up among all secrets; what is not here is of sops.
    let only = args.only.iter().filter_map(|name| Some(find(matrix, name).ok()?.file.as_str()));
    let only = (!args.only.is_empty()).then(|| only.collect());
    let who = args.recipient.as_deref();
    Ok(Request {
        force: args.force,
        only,
        recipients: who.map(|who| readers::keys_of(matrix, who)).transpose()?,
    })
}

fn report(
    context: &Context,
    matrix: &SecretMatrix,
    args: &Args,
    (plan, done): (&Plan, Vec<RekeyRow>),
    outcome: &Outcome,
) -> Result<Exit> {
    let rows: Vec<RekeyRow> = plan
        .steps
        .iter()
        .filter(|step| args.dry_run || outcome.written.contains(&step.file))
        .map(|step| row(matrix, step))
        .chain(done)
        .collect();
    match args.format.get() {
        Format::Json => {
            let report = SecretsRekeyReport {
                dry_run: args.dry_run,
                secrets: rows,
                unchanged: plan.unchanged,
                absent: plan.absent.clone(),
                blockers: outcome.blockers.iter().map(blocker).collect(),
                exposed: outcome.exposed.clone(),
            };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => print(context, args, plan, &rows, outcome)?,
    }
    if outcome.blockers.is_empty() {
        return Ok(Exit::Fine);
    }
    tell(context, &outcome.blockers);
    let count = outcome.blockers.len();
    let done =
        if outcome.written.is_empty() { "nothing was written" } else { "not all was written" };
    Err(Error::input(format!("{done}: {count} things stand in the way")))
}

fn print(
    context: &Context,
    args: &Args,
    plan: &Plan,
    rows: &[RekeyRow],
    outcome: &Outcome,
) -> Result<()> {
    let verb = if args.dry_run { "would be encrypted" } else { "encrypted" };
    let lines: Vec<String> =
        rows.iter().map(|row| format!("{} {verb}: {}", row.file, row.why)).collect();
    context.ui.lines(lines.iter().map(String::as_str))?;
    for (file, count) in &plan.unchecked {
        context.ui.note(&format!(
            "{file}: {count} of its keys cannot be seen in headers; --force encrypts it anew"
        ));
    }
    for file in &plan.absent {
        context.ui.note(&format!(
            "{file} is not there yet: `nixward secrets create` or `generate` makes it"
        ));
    }
    for file in &outcome.exposed {
        context.ui.warn(&format!("{file}: who was removed knows its value; change it"));
    }
    if rows.is_empty() && outcome.blockers.is_empty() {
        context.ui.note(&format!("{} secrets are as their rules say", plan.unchanged));
    }
    Ok(())
}

/// What a step does.
pub(super) fn row(matrix: &SecretMatrix, step: &Step) -> RekeyRow {
    let drift = &step.drift;
    let added = drift.missing.iter().map(|key| names::recipient(matrix, key)).collect();
    let removed = drift.extra.iter().map(|stanza| names::stanza(matrix, stanza)).collect();
    let header_only = matches!(step.how, How::Extend(_));
    RekeyRow { file: step.file.clone(), why: why(matrix, step), header_only, added, removed }
}

/// Why a file is written, in a few words.
fn why(matrix: &SecretMatrix, step: &Step) -> String {
    let drift = &step.drift;
    let mut parts = Vec::new();
    let mut added: Vec<String> =
        drift.missing.iter().map(|key| names::recipient(matrix, key)).collect();
    added.extend((drift.fewer > 0).then(|| format!("{} that headers do not name", drift.fewer)));
    if !added.is_empty() {
        parts.push(format!("for {}, too", names::list(added)));
    }
    let mut removed: Vec<String> =
        drift.extra.iter().map(|stanza| names::stanza(matrix, stanza)).collect();
    removed.extend((drift.more > 0).then(|| format!("{} that headers do not name", drift.more)));
    if !removed.is_empty() {
        parts.push(format!("no longer for {}", names::list(removed)));
    }
    if drift.replaced {
        parts.push("for other keys that headers do not name".to_owned());
    }
    if step.format != step.sealed.format {
        parts.push(format!("now {}", step.format.as_str()));
    }
    if parts.is_empty() {
        parts.push("anew".to_owned());
    }
    parts.join(", ")
}

fn blocker(blocker: &Blocker) -> BlockerRow {
    BlockerRow { file: blocker.file.clone(), why: blocker.why.clone(), help: blocker.help.clone() }
}
