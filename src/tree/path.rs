//! Paths inside a source root.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// A normalised path relative to a source root: UTF-8, `/` between its parts, no part empty, `.`
/// or `..`. The empty path is the root itself.
///
/// Cheap to clone. Ordered by bytes, as git orders its index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(Arc<str>);

impl RelPath {
    /// The root.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Normalises a relative path by its text alone, as Nix does with path literals.
    ///
    /// None where it is absolute, leaves the root, or holds a NUL byte.
    pub fn new(text: &str) -> Option<Self> {
        Self::root().join(text)
    }

    /// A name that is known to be in normal form, such as one git lists.
    pub(super) fn from_normal(text: &str) -> Self {
        debug_assert!(is_normal(text), "{text:?} is not a normal path");
        Self(Arc::from(text))
    }

    /// Appends a relative path; `.` and `..` act on the text (symlinks are not looked at).
    ///
    /// None where it is absolute, leaves the root, or holds a NUL byte.
    pub fn join(&self, text: &str) -> Option<Self> {
        if text.starts_with('/') || text.contains('\0') {
            return None;
        }
        let mut joined = String::with_capacity(self.0.len() + 1 + text.len());
        joined.push_str(&self.0);
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." if joined.is_empty() => return None,
                ".." => joined.truncate(joined.rfind('/').unwrap_or(0)),
                part => {
                    if !joined.is_empty() {
                        joined.push('/');
                    }
                    joined.push_str(part);
                }
            }
        }
        Some(Self(Arc::from(joined)))
    }

    /// Appends one name that has no `/` and is neither empty, `.` nor `..`.
    pub(super) fn child(&self, name: &str) -> Self {
        if self.is_root() {
            return Self::from_normal(name);
        }
        Self::from_normal(&[&self.0, name].join("/"))
    }

    /// The folder this lies in; none for the root.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.split()?;
        Some(Self(Arc::from(parent)))
    }

    /// The last part; none for the root.
    pub fn file_name(&self) -> Option<&str> {
        self.split().map(|(_, name)| name)
    }

    fn split(&self) -> Option<(&str, &str)> {
        if self.is_root() {
            return None;
        }
        Some(self.0.rsplit_once('/').unwrap_or(("", &self.0)))
    }

    /// What follows the last dot of the file name; none for `.hidden` and `name`.
    pub fn extension(&self) -> Option<&str> {
        let (stem, extension) = self.file_name()?.rsplit_once('.')?;
        (!stem.is_empty()).then_some(extension)
    }

    /// The parts, outermost first.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is `folder` or lies below it.
    pub fn starts_with(&self, folder: &Self) -> bool {
        self.strip_prefix(folder).is_some()
    }

    /// This path as seen from `folder`; none where it does not lie in it.
    pub fn strip_prefix(&self, folder: &Self) -> Option<Self> {
        if folder.is_root() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix('/')? };
        Some(Self(Arc::from(rest)))
    }

    /// The text; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place on disk under the given root folder.
    pub fn under(&self, root: &Path) -> PathBuf {
        if self.is_root() { root.to_path_buf() } else { root.join(&*self.0) }
    }
}

fn is_normal(text: &str) -> bool {
    text.is_empty() || text.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

impl AsRef<str> for RelPath {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

impl Serialize for RelPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RelPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            D::Error::custom(format_args!("`{text}` is not a relative path inside the root"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::new(text).unwrap()
    }

    #[test]
    fn normalises_by_text() {
        assert_eq!(path("./a//b/./c/../d/").as_str(), "a/b/d");
        assert!(path("a/..").is_root());
        assert_eq!(path("a/b").join("../../c").unwrap().as_str(), "c");
    }

    #[test]
    fn refuses_what_is_not_inside() {
        for text in ["..", "a/../..", "/a", "a\0b"] {
            assert_eq!(RelPath::new(text), None, "{text:?}");
        }
        assert_eq!(path("a").join("../../b"), None);
    }

    #[test]
    fn takes_apart() {
        assert_eq!(path("a/b.nix").parent(), Some(path("a")));
        assert_eq!(path("a").parent(), Some(RelPath::root()));
        assert_eq!(RelPath::root().parent(), None);
        assert_eq!(path("a/b.nix").file_name(), Some("b.nix"));
        assert_eq!(path("a/b.nix").extension(), Some("nix"));
        assert_eq!(path(".nix").extension(), None);
        assert_eq!(RelPath::root().parts().count(), 0);
    }

    #[test]
    fn prefixes_are_whole_parts() {
        assert!(path("ab/c").starts_with(&path("ab")));
        assert!(!path("ab/c").starts_with(&path("a")));
        assert_eq!(path("a/b/c").strip_prefix(&path("a")), Some(path("b/c")));
        assert!(path("a").strip_prefix(&path("a")).unwrap().is_root());
    }

    #[test]
    fn serde_is_a_checked_string() {
        assert_eq!(serde_json::to_string(&path("a/b")).unwrap(), "\"a/b\"");
        assert_eq!(serde_json::from_str::<RelPath>("\"a/./b\"").unwrap(), path("a/b"));
        assert!(serde_json::from_str::<RelPath>("\"../b\"").is_err());
    }
}
