//! `--baseline FILE`: findings that are known already.

use std::collections::BTreeSet;
use std::path::Path;

use super::Checked;
use crate::check::{self, Baseline, Fingerprint};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::report::KnownFindings;
use crate::tree::RelPath;

/// How many stale entries are named; the rest is counted.
const NAMED: usize = 10;

/// Takes out of the outcome what the file lists.
pub(super) fn leave_out(context: &Context, file: &Path, checked: &mut Checked) -> Result<()> {
    let Some(baseline) = read(file)? else {
        return Err(Error::input(format!("there is no baseline {}", file.display())).hint(
            format!(
                "write one that lists what there is: nixward check --baseline {} --write-baseline",
                crate::proc::quote(&file.display().to_string())
            ),
        ));
    };
    let fingerprints = check::fingerprints(&checked.outcome.findings, &context.source()?.tree);
    let seen: BTreeSet<&Fingerprint> = fingerprints.iter().collect();
    let stale = baseline.entries().filter(|entry| !seen.contains(entry));
    let stale: Vec<String> =
        stale.filter(|entry| was_looked_for(checked, entry)).map(line).collect();
    let mut is_known = fingerprints.iter().map(|fingerprint| baseline.accepts(fingerprint));
    let findings = std::mem::take(&mut checked.outcome.findings);
    (checked.accepted, checked.outcome.findings) =
        findings.into_iter().partition(|_| is_known.next().unwrap_or_default());
    checked.known = Some(KnownFindings { known: checked.accepted.len(), stale });
    Ok(())
}

/// Makes the file list what was found. Entries of rules that did not look stay.
pub(super) fn write(context: &Context, file: &Path, checked: &Checked) -> Result<()> {
    let found = check::fingerprints(&checked.outcome.findings, &context.source()?.tree);
    let kept = read(file)?;
    let kept =
        kept.iter().flat_map(Baseline::entries).filter(|entry| !was_looked_for(checked, entry));
    let baseline = Baseline::new(found.into_iter().chain(kept.cloned()));
    fsx::write(file, baseline.text()?.as_bytes())?;
    context.ui.note(&format!("{} lists {} findings", file.display(), baseline.count()));
    Ok(())
}

/// Says on stderr how many findings were known, and what the file lists in vain.
pub(super) fn tell(context: &Context, file: &Path, known: &KnownFindings) {
    if known.known > 0 {
        context.ui.note(&format!("{} more are known to {}", known.known, file.display()));
    }
    if known.stale.is_empty() {
        return;
    }
    let mut lines = vec![format!(
        "{} lists what is no longer there; --write-baseline takes it out:",
        file.display()
    )];
    lines.extend(known.stale.iter().take(NAMED).map(|entry| format!("  {entry}")));
    match known.stale.len().saturating_sub(NAMED) {
        0 => {}
        more => lines.push(format!("  and {more} more")),
    }
    context.ui.note(&lines.join("\n"));
}

fn read(file: &Path) -> Result<Option<Baseline>> {
    if fsx::stat(file)?.is_none() {
        return Ok(None);
    }
    Baseline::read(&fsx::read(file)?).map(Some).map_err(|error| Error {
        message: format!("{}: {}", file.display(), error.message),
        ..error
    })
}

/// Whether this run would have found it, were it there.
fn was_looked_for(checked: &Checked, entry: &Fingerprint) -> bool {
    let skipped = checked.outcome.skipped.iter().any(|skipped| skipped.code == entry.code);
    let file = entry.file.as_deref().and_then(RelPath::new);
    !skipped && !file.is_some_and(|file| checked.settings.excludes(&file))
}

fn line(entry: &Fingerprint) -> String {
    let file = entry.file.as_deref().and_then(RelPath::new);
    let place = file.map(|file| format!(" in {file}")).unwrap_or_default();
    let of = if entry.hosts.is_empty() { "" } else { " of " };
    format!("{}{place}{of}{}", entry.code, entry.hosts.join(", "))
}
