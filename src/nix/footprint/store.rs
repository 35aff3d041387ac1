//! Answers with what they depend on, on disk.
//!
//! One file per host, with its last few answers, so that going back and forth costs nothing. Its first
//! line has the version of the format, a digest of the rest and the length of what follows it: what
//! each answer depends on, as JSON. Behind that stand the answers as Nix gave them, one after the
//! other. What a crash or a failing disk left is never taken for an answer. Files are replaced whole; of two runs that write at once one is
//! forgotten, and its host evaluated again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::aspect::content_digest;
use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::trace::How;
use crate::tree::RelPath;

/// Stands before the version and the digest.
const MAGIC: &str = "nixward footprints";
/// The version of the format: a reader of another one evaluates instead.
const VERSION: &str = "2";
/// Answers that are kept of a host.
const KEPT: usize = 8;
/// As much as all files together may take, in bytes.
const SIZE_LIMIT: u64 = 256 << 20;

/// What was learnt of a path: see `aspect::aspects`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Aspect(pub(super) String);

impl Aspect {
    /// How a path is looked at to learn the same of it.
    pub(super) fn how(&self) -> How {
        match self.0.split(' ').next() {
            Some("names") => How::Listed,
            Some("file" | "program") => How::Opened,
            Some("link") => How::LinkRead,
            _ => How::Asked,
        }
    }
}

/// An answer and all that it is a function of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// See `key::parts`.
    pub(super) parts: BTreeMap<String, String>,
    /// What was learnt of paths.
    pub(super) footprint: Vec<(RelPath, Aspect)>,
    /// The digest of all names; none where every question is in the footprint.
    pub(super) names: Option<String>,
    /// The metadata of `self` that was used.
    pub(super) forced: BTreeMap<String, Value>,
    /// Why the answer depends on the whole tree.
    pub(super) bound: Vec<String>,
    /// The answer, with a placeholder for the flake's own store path; written apart, since quoting it
    /// and reading it twice costs more than all else.
    #[serde(skip)]
    pub(super) answer: String,
}

impl Record {
    /// Stands for the flake's own store path; no path of a store has such a name.
    pub(super) const SELF: &str = "<self>";

    pub(super) fn mentions_self(&self) -> bool {
        self.answer.contains(Self::SELF)
    }

    /// The answer for a flake that lies there.
    pub(super) fn answer_in(&self, store_path: &str) -> String {
        self.answer.replace(Self::SELF, store_path)
    }
}

/// The folder of all answers.
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// In a folder, which is made when there is something to keep.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The answers of a host, newest first, or why they cannot be used.
    pub(super) fn read(&self, place: &str) -> Result<std::result::Result<Vec<Record>, String>> {
        let file = self.folder.join(place);
        if fsx::lstat(&file)?.is_none() {
            return Ok(Ok(Vec::new()));
        }
        // Gone since, by a run that made room: nothing is known.
        let Ok(content) = fsx::read(&file) else { return Ok(Ok(Vec::new())) };
        Ok(parse(&content))
    }

    /// Adds an answer, in the place of the oldest.
    pub(super) fn add(&self, place: &str, record: Record) -> Result<()> {
        fsx::create_folder(&self.folder)?;
        let mut records = self.read(place)?.unwrap_or_default();
        records.insert(0, record);
        records.truncate(KEPT);
        fsx::write(&self.folder.join(place), content(&records)?.as_bytes())?;
        self.prune()
    }

    /// Removes the oldest files beyond the limit; says nothing of those that are gone already.
    fn prune(&self) -> Result<()> {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
        for entry in fsx::list(&self.folder)? {
            if let Ok(metadata) = entry.metadata() {
                let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                files.push((written, metadata.len(), entry.path()));
            }
        }
        files.sort_unstable_by(|a, b| b.cmp(a));
        let mut size = 0;
        for (_, len, path) in files {
            size += len;
            if size > SIZE_LIMIT {
                fsx::remove(&path)?;
            }
        }
        Ok(())
    }
}

fn content(records: &[Record]) -> Result<String> {
    let lengths: Vec<(&Record, usize)> =
        records.iter().map(|record| (record, record.answer.len())).collect();
    let mut body = serde_json::to_string(&lengths)
        .map_err(|error| Error::internal("an answer cannot be written").because(error))?;
    let length = body.len();
    body.extend(records.iter().map(|record| record.answer.as_str()));
    Ok(format!("{MAGIC} {VERSION} {} {length}\n{body}", content_digest(body.as_bytes())))
}

fn parse(content: &[u8]) -> std::result::Result<Vec<Record>, String> {
    let damaged = || "what was kept of it is damaged".to_owned();
    let text = std::str::from_utf8(content).map_err(|_| damaged())?;
    let (header, body) = text.split_once('\n').ok_or_else(damaged)?;
    let header = header.strip_prefix(MAGIC).ok_or_else(damaged)?;
    let (version, rest) = header.trim_start().split_once(' ').ok_or_else(damaged)?;
    if version != VERSION {
        return Err(format!("what was kept of it is of another nixward (format {version})"));
    }
    let (digest, length) = rest.split_once(' ').ok_or_else(damaged)?;
    if content_digest(body.as_bytes()) != digest {
        return Err(damaged());
    }
    let length = length.parse().map_err(|_| damaged())?;
    let (json, mut answers) = body.split_at_checked(length).ok_or_else(damaged)?;
    let records: Vec<(Record, usize)> = serde_json::from_str(json).map_err(|_| damaged())?;
    let whole = records.into_iter().map(|(record, length)| {
        let (answer, rest) = answers.split_at_checked(length)?;
        answers = rest;
        Some(Record { answer: answer.to_owned(), ..record })
    });
    whole.collect::<Option<_>>().ok_or_else(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(answer: &str) -> Record {
        Record {
            parts: BTreeMap::from([("nix".to_owned(), "2.8".to_owned())]),
            footprint: vec![(RelPath::new("a/b").unwrap(), Aspect("absent".to_owned()))],
            names: None,
            forced: BTreeMap::new(),
            bound: Vec::new(),
            answer: answer.to_owned(),
        }
    }

    #[test]
    fn keeps_the_newest_and_refuses_what_is_damaged() {
        let folder = fsx::PrivateDir::new().unwrap();
        let store = Store::new(folder.path().join("footprints"));
        assert!(store.read("host").unwrap().unwrap().is_empty());
        for number in 0..2 * KEPT {
            store.add("host", record(&number.to_string())).unwrap();
        }
        let records = store.read("host").unwrap().unwrap();
        assert_eq!(records.len(), KEPT);
        assert_eq!(records[0].answer, (2 * KEPT - 1).to_string());

        let file = folder.path().join("footprints/host");
        let whole = fsx::read(&file).unwrap();
        for end in 0..whole.len() {
            assert!(parse(&whole[..end]).is_err(), "{end} bytes of it");
        }
        let newer = String::from_utf8(whole).unwrap().replacen(" 2 ", " 3 ", 1);
        let why = parse(newer.as_bytes()).unwrap_err();
        assert_eq!(why, "what was kept of it is of another nixward (format 3)");
    }
}
