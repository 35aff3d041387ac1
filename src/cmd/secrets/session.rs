//! What verbs that open or write secrets share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::agefile::Sealer;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::ask::Ask;
use crate::model::secrets::{Secret, SecretMatrix};
use crate::proc;
use crate::secrets::keys::{self, Keys};
use crate::secrets::plan::{self, Blocker};
use crate::secrets::store::{Change, Store};
use crate::secrets::value::{Place, Tools};
use crate::ui::Terminal;

/// Which private keys open secrets.
#[derive(clap::Args, Debug, Default)]
pub struct KeyArgs {
    /// Open secrets with the private keys in this file (ssh, age, or age encrypted with a passphrase)
    /// instead of `~/.ssh/id_ed25519` and `~/.ssh/id_rsa`; may be given several times
    #[arg(short, long = "identity", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub identities: Vec<PathBuf>,
}

/// What opens and writes secrets in a run.
pub struct Session {
    pub(super) store: Store,
    pub(super) sealer: Sealer,
    ask: Arc<dyn Ask>,
}

impl Session {
    /// From now on this process may hold plaintext.
    pub(super) fn begin(context: &Context) -> Result<Self> {
        Self::at(Path::new(&context.root()?))
    }

    /// The same below a folder, whatever lies there.
    pub(super) fn at(root: &Path) -> Result<Self> {
        proc::hold_secrets()?;
        let ask: Arc<dyn Ask> = Arc::new(Terminal);
        Ok(Self { store: Store::new(root)?, sealer: Sealer::new(&ask), ask })
    }

    /// Reads the private keys.
    pub(super) fn keys(&self, context: &Context, args: &KeyArgs) -> Result<Keys> {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let keys = keys::read(&args.identities, home.as_deref(), &self.ask)?;
        for note in &keys.notes {
            context.ui.note(&format!("not used: {note}"));
        }
        Ok(keys)
    }

    pub(super) fn tools<'a>(&'a self, keys: &'a Keys) -> Tools<'a> {
        Tools { sealer: &self.sealer, identities: &keys.identities }
    }

    /// Keeps others out, and says what a killed run had left undone.
    pub(super) fn change<'f>(
        &self,
        context: &Context,
        what: &str,
        folders: impl IntoIterator<Item = &'f Path>,
    ) -> Result<Change<'_>> {
        let change = self.store.begin(what, folders)?;
        let named = |path: &Path| {
            path.strip_prefix(self.store.root()).unwrap_or(path).display().to_string()
        };
        for path in &change.recovered.finished {
            context
                .ui
                .note(&format!("finished what an interrupted run had begun: {}", named(path)));
        }
        for path in &change.recovered.overtaken {
            let text = "left as it is, since it was changed after an interrupted run";
            context.ui.note(&format!("{text}: {}", named(path)));
        }
        Ok(change)
    }

    /// Asks before something is done that `--yes` also allows.
    ///
    /// # Errors
    /// A no, or nobody who can be asked.
    pub(super) fn agree(&self, question: &str, yes: bool) -> Result<()> {
        if yes {
            return Ok(());
        }
        self.agree_with(question, "pass --yes to go on without being asked")
    }

    /// Asks before something is done; `help` says what to do where nobody can be asked.
    ///
    /// # Errors
    /// A no, or nobody who can be asked.
    pub(super) fn agree_with(&self, question: &str, help: &str) -> Result<()> {
        match self.ask.confirm(question, "yes", Some("no")) {
            Some(true) => Ok(()),
            Some(false) => Err(Error::input("nothing was done")),
            None => Err(Error::input("nothing was done: nobody can be asked here").hint(help)),
        }
    }

    /// Where a secret lies and whom it is for.
    pub(super) fn place<'s>(&self, secret: &'s Secret) -> Result<Place<'s>> {
        let target = plan::target(secret, &self.sealer).map_err(|blockers| blocked(&blockers))?;
        Ok(Place { file: &secret.file, path: self.store.path(&secret.file)?, target })
    }
}

/// The error for a secret that nobody can encrypt.
fn blocked(blockers: &[Blocker]) -> Error {
    let Some(first) = blockers.first() else { return Error::internal("nothing stands in the way") };
    let why: Vec<&str> = blockers.iter().map(|blocker| blocker.why.as_str()).collect();
    let error = Error::input(format!("cannot encrypt {}: {}", first.file, why.join("; ")));
    match &first.help {
        Some(help) => error.hint(help),
        None => error,
    }
}

/// Says each thing that stands in the way.
pub(super) fn tell(context: &Context, blockers: &[Blocker]) {
    for blocker in blockers {
        context.ui.warn(&format!("{}: {}", blocker.file, blocker.why));
        if let Some(help) = &blocker.help {
            context.ui.note(&format!("  help: {help}"));
        }
    }
}

/// Keys of the people of the inventory.
pub(super) fn admins(matrix: &SecretMatrix) -> Vec<crate::model::secrets::Recipient> {
    let people = matrix.holders.iter().flatten().filter(|holder| !holder.host);
    people.flat_map(|holder| holder.keys.iter().cloned()).collect()
}
