//! Where rules put what they find.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::rule::Rule;
use crate::model::finding::{Edit, Finding, Severity};
use crate::syntax::hir::Span;
use crate::syntax::lines::LineIndex;
use crate::tree::{RelPath, Tree};

/// Takes the findings of one rule.
pub struct Sink<'s> {
    rule: &'static Rule,
    /// The file that the rule was handed; empty where it was handed none.
    here: &'s str,
    found: &'s mut Vec<Draft>,
}

/// What must hold of the place of a file for what was found in its text to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proviso {
    /// It is no template that somebody will complete.
    NoTemplate,
    /// Nobody brings names into its scope: no library of the flake does such things, or a host is
    /// known to reach it.
    NoScopedImport,
    /// Nothing says that its values are made up for tests.
    NotForTests,
    /// It is not of a machine on which nobody keeps a secret: one for trials, an image to install.
    NotForTrials,
}

/// A finding whose place is still a byte span. Sentences have no trailing full stop.
pub struct Draft {
    rule: &'static Rule,
    severity: Severity,
    file: Option<String>,
    span: Option<Span>,
    message: String,
    help: Option<String>,
    host: Option<String>,
    fix: Vec<Edit>,
    provisos: Vec<Proviso>,
    secret: bool,
}

impl<'s> Sink<'s> {
    pub(super) fn new(rule: &'static Rule, here: &'s str, found: &'s mut Vec<Draft>) -> Self {
        Self { rule, here, found }
    }

    /// A finding in the file that the rule was handed.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> &mut Draft {
        let here = self.here;
        self.in_file(here, Some(span), message)
    }

    /// A finding in the file of that path, or about it as a whole.
    pub fn in_file(
        &mut self,
        file: impl Into<String>,
        span: Option<Span>,
        message: impl Into<String>,
    ) -> &mut Draft {
        let at = self.found.len();
        self.found.push(Draft {
            rule: self.rule,
            severity: self.rule.severity,
            file: Some(file.into()),
            span,
            message: message.into(),
            help: None,
            host: None,
            fix: Vec::new(),
            provisos: Vec::new(),
            secret: false,
        });
        &mut self.found[at]
    }
}

impl Draft {
    /// What to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// The host concerned, by its attribute name.
    pub fn host(&mut self, host: impl Into<String>) -> &mut Self {
        self.host = Some(host.into());
        self
    }

    /// Let it count only where this holds of the file. For rules over the text of a file alone.
    pub fn provided(&mut self, proviso: Proviso) -> &mut Self {
        self.provisos.push(proviso);
        self
    }

    /// Its line holds a secret.
    pub fn secret(&mut self) -> &mut Self {
        self.secret = true;
        self
    }

    /// At most this severity, where the rule's own is not sure.
    pub fn no_worse_than(&mut self, severity: Severity) -> &mut Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// Mends it, together with its other edits, by `text` in place of this span.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.fix.push(Edit { start: span.start, end: span.end, text: text.into() });
        self
    }

    /// Mends it by these edits; none where a person must decide.
    pub fn fix(&mut self, edits: impl IntoIterator<Item = Edit>) -> &mut Self {
        self.fix.extend(edits);
        self
    }

    /// Another severity than the rule's, where the case is milder.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}

/// Turns byte spans into lines and columns; the files that findings are about are read for it.
pub(super) fn locate(drafts: Vec<Draft>, tree: &Tree) -> Vec<Finding> {
    let mut texts: HashMap<String, Vec<u8>> = HashMap::new();
    for file in drafts.iter().filter(|draft| draft.span.is_some()).filter_map(|it| it.file.as_ref())
    {
        if !texts.contains_key(file) {
            let text = RelPath::new(file).and_then(|path| tree.read(&path).ok());
            texts.insert(file.clone(), text.unwrap_or_default());
        }
    }
    let lines: HashMap<&str, LineIndex<'_>> =
        texts.iter().map(|(file, text)| (file.as_str(), LineIndex::new(text))).collect();
    let finding = |draft: Draft| {
        let lines = draft.file.as_deref().and_then(|file| lines.get(file));
        draft.finding(lines)
    };
    drafts.into_iter().map(finding).collect()
}

impl Draft {
    /// Where it counts, and the finding with its place in these lines.
    pub(super) fn finish(mut self, lines: &LineIndex<'_>) -> (Vec<Proviso>, Finding) {
        (std::mem::take(&mut self.provisos), self.finding(Some(lines)))
    }

    fn finding(self, lines: Option<&LineIndex<'_>>) -> Finding {
        Finding {
            code: self.rule.code,
            severity: self.severity,
            range: self.span.zip(lines).map(|(span, lines)| lines.range(span)),
            file: self.file,
            message: self.message,
            help: self.help,
            hosts: self.host.into_iter().collect(),
            fix: self.fix,
            secret: self.secret,
        }
    }
}
