//! How findings look: severity, code, place, the line concerned, help.

use std::ops::Range as Bytes;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::Ui;
use crate::error::Result;
use crate::model::finding::{Finding, Range, Severity};

impl Ui {
    /// Prints a finding to stdout. `source` is the text of its file, where that can be shown.
    pub fn finding(&self, finding: &Finding, source: Option<&str>) -> Result<()> {
        self.print(&format!("{}\n\n", render(finding, source)))
    }
}

fn render(finding: &Finding, source: Option<&str>) -> String {
    let title = level(finding.severity).primary_title(&finding.message).id(finding.code);
    let mut group = annotate_snippets::Group::with_title(title);
    if let Some(file) = &finding.file {
        group = match (finding.range, source) {
            (Some(range), Some(source)) => match excerpt(file, range, source) {
                Some(snippet) => group.element(snippet),
                None => group.element(origin(file, Some(range))),
            },
            (range, _) => group.element(origin(file, range)),
        };
    }
    if let Some(host) = &finding.host {
        group = group.element(Level::NOTE.message(format!("host {host}")));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help));
    }
    Renderer::styled().render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

fn origin(file: &str, range: Option<Range>) -> Origin<'_> {
    let origin = Origin::path(file);
    match range {
        Some(range) => origin.line(range.line as usize).char_column(range.column as usize),
        None => origin,
    }
}

/// The first line of the range, marked. A finding that spans lines is still recognised by its
/// first one, and the whole of it could fill the screen. None where the text is not the one the
/// range was made for.
fn excerpt<'a>(
    file: &'a str,
    range: Range,
    source: &'a str,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let (start, end) = (range.bytes.0 as usize, range.bytes.1 as usize);
    let before = source.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = source.get(start..)?.find('\n').map_or(source.len(), |newline| start + newline);
    let marked: Bytes<usize> = start - line_start..end.clamp(start, line_end) - line_start;
    let line = source.get(line_start..line_end)?;
    line.get(marked.clone())?;
    Some(
        Snippet::source(line)
            .path(file)
            .line_start(range.line as usize)
            .annotation(AnnotationKind::Primary.span(marked)),
    )
}
