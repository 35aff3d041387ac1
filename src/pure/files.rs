//! The files that take part in an evaluation, and places in them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use super::fault::{Eval, Fault, FaultKind};
use super::heap::ThunkState;
use super::path::PathData;
use super::value::{Env, FileId, RootId, Sym, Thunk, Value};
use crate::syntax::files::Files;
use crate::syntax::hir::{Hir, ProblemKind, Span, TextId};
use crate::tree::{RelPath, Tree};

/// A tree and the absolute path Nix knows it by.
pub(in crate::pure) struct Root {
    pub tree: Tree,
    /// The parsed files of the tree, where somebody else may want them too.
    pub files: Option<Arc<Files>>,
    pub mount: Option<String>,
    /// Whether it holds text of nixward's own.
    pub own: bool,
}

/// A parsed file in a query.
pub struct FileData {
    pub(in crate::pure) id: FileId,
    pub(in crate::pure) hir: Arc<Hir>,
    /// Where relative paths start: the file by the name it was asked for.
    pub(in crate::pure) root: RootId,
    pub(in crate::pure) rel: RelPath,
    /// The file itself, all symlinks on the way to it followed.
    real: PathData,
    source: Source,
    /// The symbol of each of the file's names.
    pub(in crate::pure) syms: Vec<Sym>,
    /// Literals that were asked for before.
    texts: RefCell<Vec<Option<Value>>>,
    /// Number of the file's first binding among those of all files.
    first_binding: u32,
    /// Whether this is text of nixward's own rather than of the user.
    pub(in crate::pure) own: bool,
}

/// What places in a file are told by.
#[derive(Clone)]
pub(in crate::pure) enum Source {
    /// Its bytes.
    Text(Arc<[u8]>),
    /// Where its lines end, in bytes.
    LineEnds(Arc<[u32]>),
}

impl Source {
    /// How many lines end before a byte, and where the last of them does.
    fn lines_before(&self, byte: u32) -> Option<(usize, Option<u32>)> {
        match self {
            Self::Text(text) => {
                let before = text.get(..byte as usize)?;
                let last = memchr::memrchr(b'\n', before).and_then(|at| u32::try_from(at).ok());
                Some((memchr::memchr_iter(b'\n', before).count(), last))
            }
            Self::LineEnds(ends) => {
                let count = ends.partition_point(|end| *end < byte);
                Some((count, count.checked_sub(1).map(|last| ends[last])))
            }
        }
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl FileData {
    pub(in crate::pure) fn folder(&self) -> RelPath {
        self.rel.parent().unwrap_or_else(RelPath::root)
    }
    /// The number of a binding among those of all files, from 1.
    pub(in crate::pure) fn binding_number(&self, binding: u32) -> u32 {
        self.first_binding + binding
    }
    /// The number of a formal, which follow a file's bindings.
    pub(in crate::pure) fn formal_number(&self, formal: u32) -> u32 {
        self.first_binding + count(self.hir.binding_count()) + formal
    }
    /// Where a binding or formal of that number stands.
    fn numbered(&self, number: u32) -> Option<Span> {
        let at = number.checked_sub(self.first_binding)?;
        if let Some(binding) = self.hir.binding_at(at) {
            return Some(binding.name_span);
        }
        let formal = at.checked_sub(count(self.hir.binding_count()))?;
        Some(self.hir.formal_at(formal)?.span)
    }
}

/// A place in a file, as users see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file.
    pub path: PathData,
    /// Bytes of the file.
    pub span: (u32, u32),
    /// From 1.
    pub line: u32,
    /// From 1, in bytes, as Nix counts.
    pub column: u32,
}

impl Evaluator {
    pub(in crate::pure) fn literal(&mut self, file: &FileData, text: TextId) -> Value {
        if let Some(value) = file.texts.borrow()[text.index()] {
            return value;
        }
        let value = self.heap.str(file.hir.text(text));
        file.texts.borrow_mut()[text.index()] = Some(value);
        value
    }

    /// Takes a parsed file in; `path` is where its relative paths start from.
    ///
    /// # Errors
    /// The first of the file's problems.
    pub fn load(&mut self, path: PathData, source: Arc<[u8]>, hir: Arc<Hir>) -> Eval<FileId> {
        self.load_as(path.clone(), path, Source::Text(source), hir, false)
    }

    /// As [`Self::load`], for a file that lies elsewhere than its name says.
    pub(in crate::pure) fn load_as(
        &mut self,
        path: PathData,
        real: PathData,
        source: Source,
        hir: Arc<Hir>,
        own: bool,
    ) -> Eval<FileId> {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        // Users may have enabled an experimental feature; everything else is an error for all.
        let problem = hir.problems.iter().find(|problem| problem.kind != ProblemKind::Experimental);
        let problem = problem.cloned();
        let first_binding =
            self.files.last().map_or(1, |file| file.formal_number(count(file.hir.formal_count())));
        let syms = hir.names().map(|name| self.heap.symbols.intern(name)).collect();
        let texts = RefCell::new(vec![None; hir.text_count()]);
        let PathData { root, rel } = path;
        self.files.push(Rc::new(FileData {
            id,
            hir,
            root,
            rel,
            real,
            source,
            syms,
            texts,
            first_binding,
            own,
        }));
        match problem {
            None => Ok(id),
            Some(problem) => Err(Box::new(Fault {
                kind: FaultKind::Parse,
                message: problem.message,
                at: Some((id, problem.span)),
            })),
        }
    }

    /// The value of a file's expression, later.
    pub fn file_thunk(&mut self, file: FileId) -> Thunk {
        let expr = self.files[file.index()].hir.root();
        self.heap.thunk(ThunkState::Expr { file, expr, env: Env::NONE })
    }

    /// The value of nixward's own Nix text.
    ///
    /// # Errors
    /// What its evaluation faults with.
    pub fn eval_own_text(&mut self, label: &str, text: &str) -> Eval<Value> {
        let hir = Arc::new(crate::syntax::parse(text.as_bytes()));
        let rel = RelPath::new(label).unwrap_or_else(RelPath::root);
        let path = PathData { root: RootId::ABSOLUTE, rel };
        let file =
            self.load_as(path.clone(), path, Source::Text(text.as_bytes().into()), hir, true)?;
        let thunk = self.file_thunk(file);
        self.force(thunk)
    }

    /// The value of an expression whose relative paths start at `path`'s folder.
    ///
    /// # Errors
    /// What its evaluation faults with.
    pub fn eval_text(&mut self, path: PathData, text: &[u8]) -> Eval<Value> {
        let hir = Arc::new(crate::syntax::parse(text));
        let file = self.load(path, text.into(), hir)?;
        let thunk = self.file_thunk(file);
        self.force(thunk)
    }

    /// Files of the user that were read, in the order of reading.
    pub fn files_read(&self) -> impl Iterator<Item = PathData> {
        self.files.iter().filter(|file| !file.own).map(|file| file.real.clone())
    }

    /// The place users know, where it is in a file of theirs.
    pub fn place(&self, at: (FileId, Span)) -> Option<Place> {
        let (file, span) = at;
        let file = self.files.get(file.index())?;
        if file.own {
            return None;
        }
        let (lines, last) = file.source.lines_before(span.start)?;
        Some(Place {
            path: PathData { root: file.root, rel: file.rel.clone() },
            span: (span.start, span.end),
            line: count(lines + 1),
            column: span.start + 1 - last.map_or(0, |end| end + 1),
        })
    }

    /// Where an attribute was defined (see [`super::value::Attr::pos`]).
    pub fn attr_place(&self, pos: u32) -> Option<Place> {
        let at = self.files.partition_point(|file| file.first_binding <= pos).checked_sub(1)?;
        let file = self.files.get(at)?;
        let span = file.numbered(pos)?;
        self.place((file.id, span))
    }

    /// `{ file; line; column; }` as `__curPos` and `unsafeGetAttrPos` give it.
    pub(in crate::pure) fn position_value(&mut self, file: FileId, span: Span) -> Value {
        match self.place((file, span)) {
            Some(place) => self.place_value(&place),
            None => Value::Null,
        }
    }

    pub(in crate::pure) fn place_value(&mut self, place: &Place) -> Value {
        let text = self.path_text(&place.path).map(|text| (text, super::value::Context::NONE));
        let file = self.text_value(text);
        self.set_of([
            ("file", file),
            ("line", Value::Int(place.line.into())),
            ("column", Value::Int(place.column.into())),
        ])
    }
}
