//! By what a finding is known again after other lines of its file have changed.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::finding::Finding;
use crate::tree::{RelPath, Tree};

/// How many bytes of a hash are kept: enough for lines of the same file.
const HASH_BYTES: usize = 8;

/// A finding's rule, file and hosts, what its line says, and which of several alike it is. Line
/// numbers have no part in it, nor do blanks at either end of the line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprint {
    /// The file; none where the finding lies in none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Such as `NW101`.
    pub code: String,
    /// The hosts concerned, if any: one more makes it another finding.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hosts: Vec<String>,
    /// SHA-256 of the line, cut to 16 hexadecimal digits; of the message where the finding is about
    /// no line.
    pub line: String,
    /// From 0, in the order of findings.
    pub ordinal: usize,
}

impl Fingerprint {
    /// All of it in one word of 64 hexadecimal digits.
    pub fn word(&self) -> String {
        let Self { file, code, hosts, line, ordinal } = self;
        // NUL is in no path, code or name; a hash begins with no comma.
        let (file, hosts) = (file.as_deref().unwrap_or_default(), hosts.join("\0,"));
        hash([code, file, &hosts, line, &ordinal.to_string()].join("\0").as_bytes())
    }
}

/// The fingerprint of each finding, in their order; no two are the same.
pub fn fingerprints(findings: &[Finding], tree: &Tree) -> Vec<Fingerprint> {
    let mut alike: HashMap<Fingerprint, usize> = HashMap::new();
    let of_file = findings.chunk_by(|a, b| a.file == b.file).flat_map(|findings| {
        let file = findings.first().and_then(|finding| finding.file.as_deref());
        let text = file.and_then(RelPath::new).and_then(|path| tree.read(&path).ok());
        let text = text.unwrap_or_default();
        findings.iter().map(move |finding| of(finding, &text))
    });
    of_file
        .map(|mut fingerprint| {
            let next = alike.entry(fingerprint.clone()).or_default();
            fingerprint.ordinal = *next;
            *next += 1;
            fingerprint
        })
        .collect()
}

/// The fingerprint of the first of its kind.
fn of(finding: &Finding, text: &[u8]) -> Fingerprint {
    let line = match finding.range {
        Some(range) => line_around(text, range.bytes.0 as usize).trim_ascii(),
        None => finding.message.as_bytes(),
    };
    let mut line = hash(line);
    line.truncate(2 * HASH_BYTES);
    Fingerprint {
        file: finding.file.clone(),
        code: finding.code.to_owned(),
        hosts: finding.hosts.clone(),
        line,
        ordinal: 0,
    }
}

fn line_around(text: &[u8], at: usize) -> &[u8] {
    let (before, after) = text.split_at(at.min(text.len()));
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let end = before.len() + memchr::memchr(b'\n', after).unwrap_or(after.len());
    text.get(start..end).unwrap_or_default()
}

fn hash(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}
