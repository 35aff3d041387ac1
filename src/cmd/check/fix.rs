//! `nixward check --fix` and `--diff`

use super::args::Args;
use super::{Checked, plural};
use crate::check::{self, RULES, fix, fix::Mending};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fsx::Batch;
use crate::tree::Seen;

/// Mends what can be mended in the files, and says how much that was. Whether anything changed.
pub(super) fn write(context: &Context, args: &Args, checked: &Checked) -> Result<bool> {
    let root = writable(context)?;
    let mending = mending(context, args, checked)?;
    let (findings, files) = (count(&mending), mending.files.len());
    let beside = mending.beside;
    let mut batch = Batch::default();
    for file in mending.files {
        batch.replace(file.file.under(&root), file.before, file.after);
    }
    batch.commit()?;
    context.ui.note(&format!("fixed {findings} in {}", plural(files, "file")));
    note_beside(context, beside);
    Ok(files > 0)
}

/// Shows what [`write`] would change.
pub(super) fn show(context: &Context, args: &Args, checked: &Checked) -> Result<()> {
    let mending = mending(context, args, checked)?;
    for file in &mending.files {
        let secrets = |text: &[u8]| check::secrets_in(&file.file, text);
        context.ui.diff(file.file.as_str(), Some(&file.before), Some(&file.after), secrets)?;
    }
    let (findings, files) = (count(&mending), plural(mending.files.len(), "file"));
    context.ui.note(&format!("--fix would mend {findings} in {files}; nothing was written"));
    note_beside(context, mending.beside);
    Ok(())
}

/// Tells of findings that stay for the sake of others.
fn note_beside(context: &Context, beside: usize) {
    if beside > 0 {
        let findings = plural(beside, "finding");
        context.ui.note(&format!("left {findings} in lines of which the baseline knows others"));
    }
}

fn mending(context: &Context, args: &Args, checked: &Checked) -> Result<Mending> {
    let tree = &context.source()?.tree;
    let (found, kept) = (&checked.outcome.findings, &checked.accepted);
    fix::mend(tree, &checked.settings, args.today(), RULES, found, kept)
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

fn count(mending: &Mending) -> String {
    plural(mending.files.iter().map(|file| file.findings).sum(), "finding")
}
