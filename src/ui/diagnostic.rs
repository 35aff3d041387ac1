//! How findings look: severity, code, place, the line concerned, help.

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::{Ui, harmless};
use crate::error::Result;
use crate::model::finding::{Finding, Range, Severity};

impl Ui {
    /// Prints findings to stdout, in the order given. `text_of` gives the text of a file, where
    /// that can be shown; it is asked once for each run of findings in the same file.
    pub fn findings(
        &self,
        findings: &[&Finding],
        text_of: impl Fn(&str) -> Option<String>,
    ) -> Result<()> {
        for of_file in findings.chunk_by(|a, b| a.file == b.file) {
            let file = of_file.first().and_then(|finding| finding.file.as_deref());
            let text = file.and_then(&text_of);
            for finding in of_file {
                self.print(&format!("{}\n\n", render(finding, text.as_deref())))?;
            }
        }
        Ok(())
    }
}

fn render(finding: &Finding, text: Option<&str>) -> String {
    let text = text.filter(|_| !finding.secret);
    let file = finding.file.as_deref().map(harmless);
    let place = file.as_deref().map(|file| place(file, finding.range, text));
    let whose = finding.whose();
    let host = whose.as_ref().map(|whose| Level::NOTE.message(whose));
    let help = finding.help.as_ref().map(|help| Level::HELP.message(help));
    let title = level(finding.severity).primary_title(&finding.message).id(finding.code);
    Renderer::styled().render(&[title.elements(place).elements(host).elements(help)])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// The line concerned, or at least its number.
fn place<'a>(file: &'a str, range: Option<Range>, text: Option<&'a str>) -> Element<'a> {
    let Some(range) = range else { return Origin::path(file).into() };
    match text.and_then(|text| excerpt(file, range, text)) {
        Some(excerpt) => excerpt.into(),
        None => {
            Origin::path(file).line(range.line as usize).char_column(range.column as usize).into()
        }
    }
}

/// The first line of the range, marked. A finding that spans lines is recognised by its first one,
/// and the whole of it could fill the screen. None where the text is not the one that the range was
/// made for.
fn excerpt<'a>(file: &'a str, range: Range, text: &'a str) -> Option<Snippet<'a, Annotation<'a>>> {
    let (start, end) = (range.bytes.0 as usize, range.bytes.1 as usize);
    let (before, after) = text.split_at_checked(start)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = start + after.find('\n').unwrap_or(after.len());
    let line = text.get(line_start..line_end)?;
    let marked = start - line_start..end.clamp(start, line_end) - line_start;
    line.is_char_boundary(marked.end).then(|| {
        let annotation = AnnotationKind::Primary.span(marked);
        Snippet::source(line).path(file).line_start(range.line as usize).annotation(annotation)
    })
}
