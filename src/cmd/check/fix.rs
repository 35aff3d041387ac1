//! `nixward check --fix` and `--diff`

use super::Checked;
use super::args::Args;
use crate::check::{self, RULES, fix, fix::Mended};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fsx::Batch;
use crate::tree::Seen;

/// Mends what can be mended in the files, and says how much that was. Whether anything changed.
pub(super) fn write(context: &Context, args: &Args, checked: &Checked) -> Result<bool> {
    let root = writable(context)?;
    let mended = mended(context, args, checked)?;
    let (findings, files) = (count(&mended), mended.len());
    let mut batch = Batch::default();
    for file in mended {
        batch.replace(file.file.under(&root), file.before, file.after);
    }
    batch.commit()?;
    context.ui.note(&format!("fixed {findings} in {}", plural(files, "file")));
    Ok(files > 0)
}

/// Shows what [`write`] would change.
pub(super) fn show(context: &Context, args: &Args, checked: &Checked) -> Result<()> {
    let mended = mended(context, args, checked)?;
    for file in &mended {
        let secrets = |text: &[u8]| check::secrets_in(&file.file, text);
        context.ui.diff(file.file.as_str(), Some(&file.before), Some(&file.after), secrets)?;
    }
    let (findings, files) = (count(&mended), plural(mended.len(), "file"));
    context.ui.note(&format!("--fix would mend {findings} in {files}; nothing was written"));
    Ok(())
}

fn mended(context: &Context, args: &Args, checked: &Checked) -> Result<Vec<Mended>> {
    let tree = &context.source()?.tree;
    fix::mend(tree, &checked.settings, args.today(), RULES, &checked.outcome.findings)
}

/// The folder on disk that holds the files, where they are there to be changed.
fn writable(context: &Context) -> Result<std::path::PathBuf> {
    let tree = &context.source()?.tree;
    match (tree.seen(), tree.root_dir()) {
        (Seen::WorkTree | Seen::Folder, Some(root)) => Ok(root.to_path_buf()),
        (seen, _) => Err(Error::usage(format!("--fix cannot change this: {seen}"))
            .hint("run it in a work tree, or see with --diff what it would change")),
    }
}

fn count(mended: &[Mended]) -> String {
    plural(mended.iter().map(|file| file.findings).sum(), "finding")
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
