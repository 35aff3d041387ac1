//! `nixward secrets show`

use super::{list, rows};
use crate::cmd::format::{Format, FormatArgs};
use crate::context::Context;
use crate::error::{Exit, Result};
use crate::flake::secrets::names;
use crate::model::report::SecretsShowReport;
use crate::model::secrets::{OnDisk, Secret, SecretMatrix};

pub(super) fn run(
    context: &Context,
    matrix: &SecretMatrix,
    secret: &Secret,
    format: FormatArgs,
) -> Result<Exit> {
    match format.get() {
        Format::Json => {
            let report = SecretsShowReport { secret: rows::secret(matrix, secret) };
            context.ui.json(&context.root()?, &report)?;
        }
        Format::Human => {
            let lines = lines(matrix, secret);
            context.ui.lines(lines.iter().map(String::as_str))?;
        }
    }
    Ok(Exit::Fine)
}

fn lines(matrix: &SecretMatrix, secret: &Secret) -> Vec<String> {
    let mut lines = vec![secret.file.clone()];
    let mut say = |what: &str, text: String| lines.push(format!("  {what:<12}{text}"));
    let row = rows::secret(matrix, secret);
    let problem = row.problem.map(|problem| format!(": {problem}")).unwrap_or_default();
    say("state", format!("{}{problem}", list::state(secret)));
    for rule in &row.rules {
        let line = rule.line.map(|line| format!(":{line}")).unwrap_or_default();
        say("rule", format!("{}{line} ({})", rule.file, rule.name));
    }
    if let OnDisk::Sealed(sealed) = &secret.disk {
        let bytes = sealed.bytes.map(|bytes| format!(", {bytes} bytes")).unwrap_or_default();
        say("format", format!("{}{bytes}", sealed.format.as_str()));
    }
    let recipients = secret.rules.first().and_then(|rule| rule.recipients.as_deref());
    for key in recipients.into_iter().flatten() {
        let flaw = key.flaw.as_ref().map(|flaw| format!(": {flaw}")).unwrap_or_default();
        say("may open", format!("{}{flaw}", names::recipient(matrix, key)));
    }
    if let OnDisk::Sealed(sealed) = &secret.disk {
        for stanza in &sealed.stanzas {
            say("can open", names::stanza(matrix, stanza));
        }
    }
    lines
}
