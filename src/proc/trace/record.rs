//! What a traced program touched, as it is handed from supervisor to nixward.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Says that the record is whole.
const END: &[u8] = b"end";
/// Stands before the reason for which the program ran untraced.
const UNTRACED: &[u8] = b"untraced ";

/// How something was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Opened: its kind, and of a file its content and whether it may be executed.
    Opened,
    /// A symlink: its target.
    LinkRead,
    /// A folder: its names.
    Listed,
    /// Asked about: whether it is there, and as what.
    Asked,
}

impl How {
    const ALL: [Self; 4] = [Self::Opened, Self::LinkRead, Self::Listed, Self::Asked];

    const fn letter(self) -> u8 {
        match self {
            Self::Opened => b'o',
            Self::LinkRead => b'r',
            Self::Listed => b'l',
            Self::Asked => b'a',
        }
    }
}

/// One path that was touched, whether or not there was something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touch {
    /// Relative to the folder that was watched; empty for that folder itself.
    pub path: PathBuf,
    /// How.
    pub how: How,
}

/// All that one program, its threads and its children touched below a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Each once, sorted.
    pub touches: BTreeSet<Touch>,
}

impl Record {
    /// Reads what the supervisor wrote: the record, or why the program could not be traced. A record
    /// that breaks off is an error: the supervisor was killed.
    pub fn read(log: &[u8]) -> Result<std::result::Result<Self, String>> {
        let broken = || Error::tool("the trace of a program breaks off");
        let mut touches = BTreeSet::new();
        for entry in log.split(|&byte| byte == 0) {
            if entry == END {
                return Ok(Ok(Self { touches }));
            }
            if let Some(why) = entry.strip_prefix(UNTRACED) {
                return Ok(Err(String::from_utf8_lossy(why).into_owned()));
            }
            let (letter, path) = entry.split_first().ok_or_else(broken)?;
            let how = How::ALL.into_iter().find(|how| how.letter() == *letter);
            let path = Path::new(OsStr::from_bytes(path)).to_owned();
            touches.insert(Touch { path, how: how.ok_or_else(broken)? });
        }
        Err(broken())
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut log = Vec::new();
        for Touch { path, how } in &self.touches {
            log.push(how.letter());
            log.extend_from_slice(path.as_os_str().as_bytes());
            log.push(0);
        }
        log.extend_from_slice(END);
        log
    }

    pub(super) fn untraced(why: &str) -> Vec<u8> {
        [UNTRACED, why.as_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was_written() {
        let touch = |path: &str, how| Touch { path: path.into(), how };
        let record = Record {
            touches: How::ALL
                .into_iter()
                .flat_map(|how| [touch("", how), touch("a/b c", how)])
                .collect(),
        };
        assert_eq!(Record::read(&record.write()).unwrap(), Ok(record));
        assert_eq!(Record::read(&Record::untraced("no")).unwrap(), Err("no".to_owned()));
    }

    #[test]
    fn half_a_record_is_none() {
        let record = Record { touches: [Touch { path: "a".into(), how: How::Opened }].into() };
        let log = record.write();
        for end in 0..log.len() {
            assert!(Record::read(&log[..end]).is_err(), "{end}");
        }
        assert!(Record::read(b"?x\0end").is_err());
    }
}
