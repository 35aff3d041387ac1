//! Path values: a root and a normalised path inside it.
//!
//! A root is a file tree; root 0 stands for the machine's file system, which is not read: paths
//! there are values that can be compared and printed, and whatever asks for their content gets
//! Unknown.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use super::coerce::Text;
use super::fault::{Eval, Fault};
use super::files::{FileData, Root};
use super::value::{Context, RootId, Unknown, Value};
use crate::syntax::files::Files;
use crate::syntax::hir::PathKind;
use crate::tree::{EntryKind, RelPath, Resolved, Tree};

/// A path value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathData {
    /// The tree it lies in.
    pub root: RootId,
    /// Where in it.
    pub rel: RelPath,
}

impl RootId {
    /// The machine's file system.
    pub const ABSOLUTE: Self = Self(0);
}

/// What is at a path, its symlinks followed.
pub(in crate::pure) enum Located {
    /// This, in that tree.
    Found(Tree, PathData, EntryKind),
    /// Nothing.
    Missing,
    /// Nobody knows.
    Unknown(Unknown),
}

impl Evaluator {
    /// Adds a tree that paths may lie in. `mount` is the absolute path it has for Nix, where that
    /// is known: then `toString` of a path is known too.
    pub fn add_root(&mut self, tree: Tree, mount: Option<String>) -> RootId {
        self.push_root(Root { tree, files: None, mount, own: false })
    }

    /// As [`Self::add_root`], for a tree whose parsed files are shared with others.
    pub fn add_shared_root(&mut self, files: Arc<Files>, mount: Option<String>) -> RootId {
        let tree = files.tree().clone();
        self.push_root(Root { tree, files: Some(files), mount, own: false })
    }

    /// Adds the tree of nixward's own texts.
    pub(in crate::pure) fn add_own_root(&mut self, tree: Tree, mount: &str) -> RootId {
        self.push_root(Root { tree, files: None, mount: Some(mount.to_owned()), own: true })
    }

    fn push_root(&mut self, root: Root) -> RootId {
        self.roots.push(root);
        RootId(u32::try_from(self.roots.len()).unwrap_or(u32::MAX))
    }

    pub(in crate::pure) fn root(&self, root: RootId) -> Option<&Root> {
        root.index().checked_sub(1).map(|at| &self.roots[at])
    }

    /// A path value.
    pub fn path_value(&mut self, root: RootId, rel: RelPath) -> Value {
        self.heap.path(PathData { root, rel })
    }

    /// The absolute path, or why it is not known.
    pub fn path_text(&mut self, path: &PathData) -> Result<Rc<[u8]>, Unknown> {
        let rel = path.rel.as_str();
        let mount = match self.root(path.root) {
            None => "",
            Some(Root { mount: Some(mount), .. }) => mount,
            Some(Root { mount: None, .. }) => {
                let reason = format!("the absolute path of {}", self.describe_path(path));
                return Err(self.unknown_cause(reason, None));
            }
        };
        let text = match (mount, rel) {
            ("", rel) => ["/", rel].concat(),
            (mount, "") => mount.to_owned(),
            (mount, rel) => [mount, "/", rel].concat(),
        };
        Ok(text.into_bytes().into())
    }

    /// For messages: relative where it lies in a tree.
    pub fn describe_path(&self, path: &PathData) -> String {
        if path.root == RootId::ABSOLUTE {
            format!("/{}", path.rel)
        } else {
            format!("./{}", path.rel)
        }
    }

    /// A literal path of a file.
    pub(in crate::pure) fn path_literal(
        &mut self,
        file: &Rc<FileData>,
        kind: PathKind,
        text: &[u8],
    ) -> Eval<Value> {
        match kind {
            PathKind::Relative => {
                let base = PathData { root: file.root, rel: file.folder() };
                self.append_to_path(&base, &[b"/", text].concat())
            }
            PathKind::Absolute => self.absolute_path(text),
            PathKind::Home => Ok(self.unknown("a path in the home folder")),
            PathKind::Search if self.options.pure_mode => Err(Fault::new(
                super::FaultKind::Throw,
                format!(
                    "cannot look up '<{}>' in pure evaluation mode",
                    String::from_utf8_lossy(text)
                ),
            )),
            PathKind::Search => {
                let name = String::from_utf8_lossy(text);
                Ok(self.unknown(format!("<{name}> depends on NIX_PATH")))
            }
        }
    }

    /// An absolute path: inside one of the trees where its text says so.
    pub(in crate::pure) fn absolute_path(&mut self, text: &[u8]) -> Eval<Value> {
        let Ok(text) = std::str::from_utf8(text) else {
            return Ok(self.unknown("a path that is not UTF-8"));
        };
        if text.contains('\0') {
            return Err(Fault::eval("a path must not contain a NUL byte"));
        }
        let rel = normalise(text);
        if let Some(original) = RelPath::new(&rel).and_then(|rel| self.copies.original(&rel)) {
            return Ok(self.heap.path(original));
        }
        let mounted = self.roots.iter().enumerate().find_map(|(at, root)| {
            let mount = root.mount.as_ref()?.strip_prefix('/')?;
            let inner = RelPath::new(rel.as_str())?.strip_prefix(&RelPath::new(mount)?)?;
            Some((RootId(u32::try_from(at + 1).ok()?), inner))
        });
        let (root, rel) = match mounted {
            Some(found) => found,
            None => (RootId::ABSOLUTE, RelPath::new(&rel).unwrap_or_else(RelPath::root)),
        };
        Ok(self.heap.path(PathData { root, rel }))
    }

    /// The path whose text is that of `base` followed by `text`, normalised.
    pub(in crate::pure) fn append_to_path(&mut self, base: &PathData, text: &[u8]) -> Eval<Value> {
        let Ok(text) = std::str::from_utf8(text) else {
            return Ok(self.unknown("a path that is not UTF-8"));
        };
        if text.contains('\0') {
            return Err(Fault::eval("a path must not contain a NUL byte"));
        }
        let joined = [base.rel.as_str(), text].concat();
        let stays = !base.rel.is_root() || text.is_empty() || text.starts_with('/');
        if base.root != RootId::ABSOLUTE
            && stays
            && let Some(rel) = RelPath::new(joined.trim_start_matches('/'))
        {
            return Ok(self.heap.path(PathData { root: base.root, rel }));
        }
        match self.path_text(base) {
            Ok(absolute) => self.absolute_path(&[&*absolute, text.as_bytes()].concat()),
            Err(_) => Ok(self.unknown("a path outside of the source root")),
        }
    }

    /// Whether a path lies in nixward's own texts, where not everything is that its source has.
    pub(in crate::pure) fn is_own(&self, path: &PathData) -> bool {
        self.root(path.root).is_some_and(|root| root.own)
    }

    /// What stands at a path; the last part's own link is followed too unless `last_link`.
    pub(in crate::pure) fn locate(&mut self, path: &PathData, last_link: bool) -> Eval<Located> {
        let Some(root) = self.root(path.root) else {
            if super::copies::is_stand_in(&path.rel) {
                return Ok(Located::Missing);
            }
            let reason = format!("{} lies outside of the source", self.describe_path(path));
            return Ok(Located::Unknown(self.unknown_cause(reason, None)));
        };
        let tree = root.tree.clone();
        let at = match (last_link, path.rel.parent()) {
            (false, Some(parent)) => parent,
            _ => path.rel.clone(),
        };
        let resolved = tree.resolve(&at);
        let whole = at == path.rel;
        let found = match resolved {
            Ok(Resolved::Found(rel, kind)) if whole => {
                Located::Found(tree, PathData { root: path.root, rel }, kind)
            }
            Ok(Resolved::Found(folder, EntryKind::Directory)) => {
                let name = path.rel.file_name().unwrap_or_default();
                let rel = folder.join(name).unwrap_or(folder);
                match tree.kind(&rel) {
                    Ok(Some(kind)) => Located::Found(tree, PathData { root: path.root, rel }, kind),
                    Ok(None) => Located::Missing,
                    Err(error) => Located::Unknown(self.unknown_cause(error.message, None)),
                }
            }
            Ok(Resolved::Found(..) | Resolved::Missing(_)) => Located::Missing,
            Ok(Resolved::Leaves { link, target }) => {
                let reason = format!("the symlink {link} leads outside of the source, to {target}");
                Located::Unknown(self.unknown_cause(reason, None))
            }
            Ok(Resolved::Loop(link)) => {
                return Err(Fault::eval(format!("too many symbolic links at {link}")));
            }
            Err(error) => Located::Unknown(self.unknown_cause(error.message, None)),
        };
        Ok(match found {
            Located::Missing if self.is_own(path) => Located::Unknown(self.beyond_own_texts(path)),
            found => found,
        })
    }

    /// Why content is not known that nixward's own texts stand for only in part.
    pub(in crate::pure) fn beyond_own_texts(&mut self, path: &PathData) -> Unknown {
        self.outside_cause(format!("the file {} of an input", path.rel))
    }

    /// A path that Nix would copy to the store must exist.
    pub(in crate::pure) fn require_exists(&mut self, path: &PathData) -> Eval<()> {
        match self.locate(path, false)? {
            Located::Missing => Err(self.no_such_path(path)),
            _ => Ok(()),
        }
    }

    pub(in crate::pure) fn no_such_path(&self, path: &PathData) -> Box<Fault> {
        Fault::eval(format!("path '{}' does not exist", self.describe_path(path)))
    }

    /// The path an argument names: a path, or a string that is absolute.
    pub(in crate::pure) fn coerce_path(&mut self, value: Value) -> Eval<Result<PathData, Unknown>> {
        let text: Text = match value {
            Value::Path(path) => return Ok(Ok(self.heap.path_data(path).clone())),
            Value::Unknown(cause) => return Ok(Err(cause)),
            other => self.coerce(other, super::coerce::Coercion::KeepPath)?,
        };
        match text {
            Err(cause) => Ok(Err(cause)),
            Ok((bytes, context)) => {
                if context != Context::NONE {
                    return Ok(Err(self.unknown_cause("the content of a store path", None)));
                }
                if bytes.first() != Some(&b'/') {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    return Err(Fault::eval(format!(
                        "string '{text}' doesn't represent an absolute path"
                    )));
                }
                match self.absolute_path(&bytes)? {
                    Value::Path(path) => Ok(Ok(self.heap.path_data(path).clone())),
                    Value::Unknown(cause) => Ok(Err(cause)),
                    other => Err(self.wrong_type("a path", other)),
                }
            }
        }
    }
}

/// An absolute path's parts without `.` and `..`, joined by `/`; `..` at the top stays there.
fn normalise(text: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
