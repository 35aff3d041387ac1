//! `import`: which file a path means, and its value.

use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use super::fault::{Eval, Fault};
use super::files::Source;
use super::path::{Located, PathData};
use super::value::{Env, FileId, SetData, Unknown, Value};
use crate::error::Error;
use crate::syntax::files::Parsed;
use crate::syntax::hir::Hir;
use crate::tree::{EntryKind, RelPath, Tree};

/// Symlinks in a row after which the operating system gives up too.
const MOST_LINKS: u32 = 40;

/// A file of Nix text.
#[derive(Clone)]
pub(in crate::pure) struct Module {
    tree: Tree,
    /// By the name that relative paths in it start from.
    named: PathData,
    /// With all symlinks followed.
    real: PathData,
}

impl Evaluator {
    /// `import path`
    ///
    /// # Errors
    /// A file that is missing or cannot be parsed, or what its evaluation faults with.
    pub fn import(&mut self, path: &PathData) -> Eval<Value> {
        if let Some(thunk) = self.imported.get(path) {
            let thunk = *thunk;
            return self.force(thunk);
        }
        let module = match self.locate_module(path)? {
            Ok(found) => found,
            Err(cause) => {
                self.assume();
                return Ok(Value::Unknown(cause));
            }
        };
        if let Some(thunk) = self.imported.get(&module.named) {
            let thunk = *thunk;
            self.imported.insert(path.clone(), thunk);
            return self.force(thunk);
        }
        let id = match self.parse_file(&module)? {
            Ok(id) => id,
            Err(cause) => {
                self.assume();
                return Ok(Value::Unknown(cause));
            }
        };
        let thunk = self.file_thunk(id);
        self.imported.insert(module.named, thunk);
        self.imported.insert(path.clone(), thunk);
        self.force(thunk)
    }

    /// The file that an import of `path` reads: the file itself, or a folder's `default.nix`.
    pub(in crate::pure) fn locate_module(
        &mut self,
        path: &PathData,
    ) -> Eval<Result<Module, Unknown>> {
        let mut at = match self.follow_links(path)? {
            Ok(at) => at,
            Err(cause) => return Ok(Err(cause)),
        };
        for _ in 0..2 {
            match self.locate(&at, true)? {
                Located::Unknown(cause) => return Ok(Err(cause)),
                Located::Found(_, _, EntryKind::Directory) => {
                    let rel = at.rel.join("default.nix").unwrap_or(at.rel);
                    at = PathData { root: at.root, rel };
                }
                Located::Found(tree, real, _) => return Ok(Ok(Module { tree, named: at, real })),
                Located::Missing => break,
            }
        }
        Err(self.no_such_path(&at))
    }

    /// Follows symlinks at the end of a path by their text, as Nix does: a symlink further up
    /// stays in the file's name, and decides where `../x` in the file leads.
    fn follow_links(&mut self, path: &PathData) -> Eval<Result<PathData, Unknown>> {
        let mut at = path.clone();
        for _ in 0..MOST_LINKS {
            let target = match self.locate(&at, false)? {
                Located::Unknown(cause) => return Ok(Err(cause)),
                Located::Missing => return Err(self.no_such_path(&at)),
                Located::Found(tree, link, EntryKind::Symlink) => tree.read_link(&link.rel),
                Located::Found(..) => return Ok(Ok(at)),
            };
            let target = match target {
                Ok(target) => target,
                Err(error) => return Ok(Err(self.unknown_cause(error.message, None))),
            };
            let next = if target.starts_with('/') {
                self.absolute_path(target.as_bytes())?
            } else {
                let rel = at.rel.parent().unwrap_or_else(RelPath::root);
                let folder = PathData { root: at.root, rel };
                self.append_to_path(&folder, ["/", &target].concat().as_bytes())?
            };
            at = match self.coerce_path(next)? {
                Ok(next) => next,
                Err(cause) => return Ok(Err(cause)),
            };
        }
        Err(Fault::eval(format!("too many symbolic links at {}", self.describe_path(path))))
    }

    /// The path a value stands for, where it is one or a string that is an absolute one.
    ///
    /// # Errors
    /// A string that is no absolute path.
    pub fn path_of(&mut self, value: Value) -> Eval<Option<PathData>> {
        self.coerce_path(value).map(Result::ok)
    }

    /// The file that an import of `path` reads; none where that is not known.
    ///
    /// # Errors
    /// Nothing stands there.
    pub fn module_file(&mut self, path: &PathData) -> Eval<Option<PathData>> {
        Ok(self.locate_module(path)?.ok().map(|module| module.real))
    }

    fn parse_file(&mut self, module: &Module) -> Eval<Result<FileId, Unknown>> {
        if let Some(id) = self.parsed.get(&module.named) {
            return Ok(Ok(*id));
        }
        let (source, hir) = match self.read_module(module) {
            Ok(read) => read,
            Err(error) => return Ok(Err(self.unknown_cause(error.message, None))),
        };
        let Module { named, real, .. } = module.clone();
        let own = self.is_own(&named);
        let id = self.load_as(named, real, source, hir, own)?;
        self.parsed.insert(module.named.clone(), id);
        Ok(Ok(id))
    }

    /// Takes in a file of a tree that is shared (see [`Self::add_shared_root`]).
    ///
    /// # Errors
    /// A file that cannot be read, or the first of its problems.
    pub fn load_shared(&mut self, path: PathData) -> Eval<FileId> {
        let Some(tree) = self.root(path.root).map(|root| root.tree.clone()) else {
            return Err(self.no_such_path(&path));
        };
        let module = Module { tree, named: path.clone(), real: path };
        let (source, hir) =
            self.read_module(&module).map_err(|error| Fault::eval(error.message))?;
        self.load_as(module.named, module.real, source, hir, false)
    }

    fn read_module(&self, module: &Module) -> Result<(Source, Arc<Hir>), Error> {
        let Module { tree, real, .. } = module;
        if let Some(files) = self.root(real.root).and_then(|root| root.files.as_ref()) {
            let Parsed { hir, text, line_ends, .. } = files.get(&real.rel)?;
            let source = match line_ends {
                Some(ends) => Source::LineEnds(ends),
                None => {
                    Source::Text(text.map_or_else(|| tree.read(&real.rel).map(Into::into), Ok)?)
                }
            };
            return Ok((source, hir));
        }
        let text = tree.read(&real.rel)?;
        let hir = Arc::new(crate::syntax::parse(&text));
        Ok((Source::Text(text.into()), hir))
    }

    /// `scopedImport scope path`: the scope's names are seen inside the global ones.
    pub(in crate::pure) fn import_scoped(
        &mut self,
        path: &PathData,
        scope: &SetData,
    ) -> Eval<Value> {
        let module = match self.locate_module(path)? {
            Ok(found) => found,
            Err(cause) => return Ok(Value::Unknown(cause)),
        };
        let source = match module.tree.read(&module.real.rel) {
            Ok(source) => source,
            Err(error) => return Ok(self.unknown(error.message)),
        };
        let names: Vec<Rc<[u8]>> =
            scope.attrs.iter().map(|attr| Rc::clone(self.heap.symbols.name(attr.name))).collect();
        let names: Vec<&[u8]> = names.iter().map(|name| &**name).collect();
        let hir = Arc::new(crate::syntax::parse_in_scope(&source, &names));
        let id =
            self.load_as(module.named, module.real, Source::Text(source.into()), hir, false)?;
        let env = self.heap.env(Env::NONE, false);
        self.heap.slots.extend(scope.attrs.iter().map(|attr| attr.value));
        let data = Rc::clone(&self.files[id.index()]);
        self.eval(&data, data.hir.root(), env)
    }
}
