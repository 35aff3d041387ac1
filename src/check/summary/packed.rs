//! A finding in the form in which it is kept; its [`Serialize`] form is that of reports.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::check::table;
use crate::model::finding::{Edit, Finding, Range, Severity};

/// Everything but the file, which a summary does not know.
#[derive(Serialize, Deserialize)]
struct Packed {
    code: String,
    severity: Severity,
    /// Line, column, end line, end column, first byte, byte after the last.
    range: Option<[u32; 6]>,
    message: String,
    help: Option<String>,
    hosts: Vec<String>,
    fix: Vec<Edit>,
    secret: bool,
}

pub(super) fn serialize<S: Serializer>(finding: &Finding, to: S) -> Result<S::Ok, S::Error> {
    let range = finding.range.map(|range| {
        let Range { line, column, end_line, end_column, bytes: (start, end) } = range;
        [line, column, end_line, end_column, start, end]
    });
    let packed = Packed {
        code: finding.code.to_owned(),
        severity: finding.severity,
        range,
        message: finding.message.clone(),
        help: finding.help.clone(),
        hosts: finding.hosts.clone(),
        fix: finding.fix.clone(),
        secret: finding.secret,
    };
    packed.serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Finding, D::Error> {
    let packed = Packed::deserialize(from)?;
    let rule = table::find(&packed.code).ok_or_else(|| D::Error::custom("no such rule"))?;
    let range = packed.range.map(|[line, column, end_line, end_column, start, end]| Range {
        line,
        column,
        end_line,
        end_column,
        bytes: (start, end),
    });
    Ok(Finding {
        code: rule.code,
        severity: packed.severity,
        file: None,
        range,
        message: packed.message,
        help: packed.help,
        hosts: packed.hosts,
        fix: packed.fix,
        secret: packed.secret,
    })
}
