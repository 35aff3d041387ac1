//! JUnit XML, as Jenkins and its many readers take it. Source: `junit-10.xsd` of the xUnit plugin
//! of Jenkins.
//!
//! A rule is a suite and a file a test case, which has one failure for each finding. A rule that
//! found nothing passed over the whole flake; one that could not look is skipped.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Ui;
use crate::error::{Error, Result};
use crate::model::finding::Finding;
use crate::model::rule::{Findings, RuleInfo};

type Written = std::io::Result<()>;

/// The test case of what lies in no file.
const WHOLE: &str = "the flake";

impl Ui {
    /// Prints findings to stdout as JUnit XML.
    pub fn junit(&self, report: &Findings<'_>) -> Result<()> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        suites(&mut writer, report)
            .map_err(|error| Error::internal("cannot write the report as XML").because(error))?;
        let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
        text.push('\n');
        self.print(&text)
    }
}

/// The findings of one rule by the file they lie in.
type ByFile<'a> = BTreeMap<&'a str, Vec<&'a Finding>>;

fn suites(writer: &mut Writer<Vec<u8>>, report: &Findings<'_>) -> Written {
    let mut by_rule: BTreeMap<&str, ByFile<'_>> = BTreeMap::new();
    for finding in report.findings {
        let file = finding.file.as_deref().unwrap_or(WHOLE);
        by_rule.entry(finding.code).or_default().entry(file).or_default().push(finding);
    }
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures = report.findings.len().to_string();
    let suites = element("testsuites", &[("name", "nixward"), ("failures", &failures)]);
    writer.write_event(Event::Start(suites))?;
    for rule in report.rules {
        suite(writer, rule, by_rule.remove(rule.code).unwrap_or_default())?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn suite(writer: &mut Writer<Vec<u8>>, rule: &RuleInfo, by_file: ByFile<'_>) -> Written {
    let failures: usize = by_file.values().map(Vec::len).sum();
    let skipped = rule.skipped.as_deref().filter(|_| by_file.is_empty());
    let name = format!("{} {}", rule.code, rule.name);
    let start = element(
        "testsuite",
        &[
            ("name", &name),
            ("tests", &by_file.len().max(1).to_string()),
            ("failures", &failures.to_string()),
            ("errors", "0"),
            ("skipped", if skipped.is_some() { "1" } else { "0" }),
        ],
    );
    writer.write_event(Event::Start(start))?;
    if by_file.is_empty() {
        case(writer, rule, WHOLE, |writer| match skipped {
            Some(why) => writer.write_event(Event::Empty(element("skipped", &[("message", why)]))),
            None => Ok(()),
        })?;
    }
    for (file, findings) in by_file {
        case(writer, rule, file, |writer| {
            findings.iter().try_for_each(|finding| failure(writer, finding))
        })?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    rule: &RuleInfo,
    name: &str,
    content: impl FnOnce(&mut Writer<Vec<u8>>) -> Written,
) -> Written {
    let start = element("testcase", &[("classname", rule.code), ("name", name)]);
    writer.write_event(Event::Start(start))?;
    content(writer)?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

fn failure(writer: &mut Writer<Vec<u8>>, finding: &Finding) -> Written {
    let severity = finding.severity.to_string();
    let start = element("failure", &[("type", &severity), ("message", &finding.message)]);
    writer.write_event(Event::Start(start))?;
    let place = finding.file.as_ref().map(|file| match finding.range {
        Some(range) => format!("{file}:{}:{}", range.line, range.column),
        None => file.clone(),
    });
    let lines = [place, finding.whose(), finding.help.clone()];
    let text: Vec<String> = lines.into_iter().flatten().collect();
    let text = allowed(&text.join("\n"));
    writer.write_event(Event::Text(BytesText::new(&text)))?;
    writer.write_event(Event::End(BytesEnd::new("failure")))
}

fn element<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        element.push_attribute((*key, allowed(value).as_str()));
    }
    element
}

/// The text without what XML 1.0 has no way to write (section 2.2, `Char`).
fn allowed(text: &str) -> String {
    let is_allowed = |char: char| match char {
        '\t' | '\n' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        char => !char.is_control(),
    };
    text.chars().map(|char| if is_allowed(char) { char } else { '\u{fffd}' }).collect()
}
