//! The rows of reports.

use crate::flake::secrets::names;
use crate::model::report::{
    DriftRow, RecipientRow, RulesFileRow, SecretRow, SecretRule, SecretState, StanzaRow,
};
use crate::model::secrets::{
    Drift, Mistake, OnDisk, Recipient, RulesFile, Secret, SecretMatrix, Stanza,
};

pub(super) fn rules_file(file: &RulesFile) -> RulesFileRow {
    RulesFileRow {
        tool: file.tool,
        file: file.file.clone(),
        rules: file.rules,
        complete: file.complete,
        mistakes: file.mistakes.iter().map(mistake).collect(),
    }
}

/// A mistake with its line.
pub(super) fn mistake(mistake: &Mistake) -> String {
    match &mistake.at {
        Some(at) => format!("{}:{}: {}", at.file, at.line, mistake.message),
        None => mistake.message.clone(),
    }
}

pub(super) fn secret(matrix: &SecretMatrix, secret: &Secret) -> SecretRow {
    let (state, problem) = state(&secret.disk);
    let sealed = match &secret.disk {
        OnDisk::Sealed(sealed) => Some(sealed),
        _ => None,
    };
    let recipients = secret.rules.first().and_then(|rule| rule.recipients.as_deref());
    SecretRow {
        tool: secret.tool,
        file: secret.file.clone(),
        rules: secret
            .rules
            .iter()
            .map(|rule| SecretRule {
                file: rule.rules_file.clone(),
                line: rule.at.as_ref().map(|at| at.line),
                name: rule.name.clone(),
            })
            .collect(),
        state,
        problem,
        format: sealed.map(|sealed| sealed.format),
        recipients: recipients
            .map(|recipients| recipients.iter().map(|key| recipient(matrix, key)).collect()),
        stanzas: sealed
            .map(|sealed| sealed.stanzas.iter().map(|found| stanza(matrix, found)).collect()),
        drift: secret.drift.as_ref().map(|found| drift(matrix, found)),
    }
}

pub(super) fn state(disk: &OnDisk) -> (SecretState, Option<String>) {
    match disk {
        OnDisk::Missing => (SecretState::Missing, None),
        OnDisk::Unseen(why, _) => (SecretState::Unseen, Some(why.clone())),
        OnDisk::Sealed(_) => (SecretState::Encrypted, None),
        OnDisk::Flawed(flaw) if flaw.plain => (SecretState::Plain, Some(flaw.message.clone())),
        OnDisk::Flawed(flaw) => (SecretState::Damaged, Some(flaw.message.clone())),
    }
}

fn recipient(matrix: &SecretMatrix, key: &Recipient) -> RecipientRow {
    RecipientRow {
        key: key.key.clone(),
        comment: key.comment.clone(),
        kind: key.kind,
        holder: names::holder(matrix, &key.key).map(str::to_owned),
        flaw: key.flaw.clone(),
    }
}

fn stanza(matrix: &SecretMatrix, stanza: &Stanza) -> StanzaRow {
    let key = names::key_of(matrix, stanza);
    StanzaRow {
        kind: stanza.kind.clone(),
        tag: stanza.tag.clone(),
        holder: key.as_ref().and_then(|key| names::holder(matrix, key)).map(str::to_owned),
        key,
    }
}

fn drift(matrix: &SecretMatrix, drift: &Drift) -> DriftRow {
    DriftRow {
        missing: drift.missing.iter().map(|key| key.key.clone()).collect(),
        extra: drift.extra.iter().map(|extra| names::stanza(matrix, extra)).collect(),
        fewer: drift.fewer,
        more: drift.more,
        replaced: drift.replaced,
        unchecked: drift.unchecked,
    }
}
