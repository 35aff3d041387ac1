//! The memory of one query: everything values refer to, in flat tables, freed at once.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::path::PathData;
use super::symbols::Symbols;
use super::unknown::UnknownData;
use super::value::{
    Attr, Closure, Context, Env, FileId, List, ListData, Partial, PathRef, Set, SetData, Str,
    StrData, Sym, Thunk, Unknown, Value,
};
use crate::syntax::hir::{ExprId, LambdaId};

/// What a thunk holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::pure) enum ThunkState {
    /// Computed; `assumed` says that a check on something unknown was taken to succeed.
    Done { value: Value, assumed: bool },
    /// An expression in its environment.
    Expr { file: FileId, expr: ExprId, env: Env },
    /// `function argument`
    Apply { function: Thunk, argument: Thunk },
    /// `function first second`
    Apply2 { function: Thunk, first: Thunk, second: Thunk },
    /// `set.name`
    Select { set: Thunk, name: Sym },
    /// One of two, nobody knows which.
    Join(Thunk, Thunk),
    /// Being computed.
    Busy,
}

/// A frame of variables.
#[derive(Clone, Copy, Debug)]
pub(in crate::pure) struct EnvData {
    /// The next frame outwards.
    pub parent: Env,
    /// First slot; for a `with`, its one slot is the set.
    pub start: u32,
    /// Whether this frame is a `with`.
    pub with: bool,
}

/// A function and its environment.
#[derive(Clone, Copy, Debug)]
pub(in crate::pure) struct ClosureData {
    pub file: FileId,
    pub lambda: LambdaId,
    pub env: Env,
}

/// A builtin and the arguments it has got.
#[derive(Clone, Debug)]
pub(in crate::pure) struct PartialData {
    pub builtin: u16,
    pub args: Rc<[Thunk]>,
}

/// All tables of one query.
#[derive(Debug, Default)]
pub struct Heap {
    /// Interned names.
    pub symbols: Symbols,
    pub(in crate::pure) thunks: Vec<ThunkState>,
    pub(in crate::pure) envs: Vec<EnvData>,
    pub(in crate::pure) slots: Vec<Thunk>,
    pub(in crate::pure) closures: Vec<ClosureData>,
    partials: Vec<PartialData>,
    strings: Vec<StrData>,
    paths: Vec<PathData>,
    lists: Vec<Rc<ListData>>,
    sets: Vec<Rc<SetData>>,
    pub(in crate::pure) unknowns: Vec<UnknownData>,
    contexts: Vec<Rc<BTreeSet<Vec<u8>>>>,
    context_ids: FxHashMap<Rc<BTreeSet<Vec<u8>>>, Context>,
    /// Bytes held by the variable-sized parts.
    extra: usize,
}

fn id(len: usize) -> u32 {
    // The memory limit is far below 2^32 entries of any table.
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl Heap {
    /// About how many bytes the tables hold.
    pub fn bytes(&self) -> usize {
        self.extra
            + self.thunks.len() * size_of::<ThunkState>()
            + self.envs.len() * size_of::<EnvData>()
            + self.slots.len() * size_of::<Thunk>()
            + self.strings.len() * size_of::<StrData>()
            + (self.lists.len() + self.sets.len()) * 56
    }

    /// A thunk that already has its value.
    pub fn done(&mut self, value: Value) -> Thunk {
        self.thunk(ThunkState::Done { value, assumed: false })
    }
    pub(in crate::pure) fn thunk(&mut self, state: ThunkState) -> Thunk {
        let thunk = Thunk(id(self.thunks.len()));
        self.thunks.push(state);
        thunk
    }
    /// `function argument`, later.
    pub fn apply(&mut self, function: Thunk, argument: Thunk) -> Thunk {
        self.thunk(ThunkState::Apply { function, argument })
    }
    /// `function first second`, later.
    pub fn apply2(&mut self, function: Thunk, first: Thunk, second: Thunk) -> Thunk {
        self.thunk(ThunkState::Apply2 { function, first, second })
    }

    /// A string without context.
    pub fn str(&mut self, bytes: impl Into<Rc<[u8]>>) -> Value {
        self.str_with(bytes, Context::NONE)
    }
    /// A string with context.
    pub fn str_with(&mut self, bytes: impl Into<Rc<[u8]>>, context: Context) -> Value {
        let bytes = bytes.into();
        self.extra += bytes.len() + 16;
        let str = Str(id(self.strings.len()));
        self.strings.push(StrData { bytes, context });
        Value::Str(str)
    }
    /// The string; cloning it is cheap.
    pub fn string(&self, str: Str) -> &StrData {
        &self.strings[str.index()]
    }

    /// A list value.
    pub fn list(&mut self, data: ListData) -> Value {
        self.extra += data.items.len() * 4;
        let list = List(id(self.lists.len()));
        self.lists.push(Rc::new(data));
        Value::List(list)
    }
    /// A list of exactly these items.
    pub fn list_of(&mut self, items: Vec<Thunk>) -> Value {
        self.list(ListData::exact(items))
    }
    /// The list; the returned handle does not borrow the heap.
    pub fn list_data(&self, list: List) -> Rc<ListData> {
        Rc::clone(&self.lists[list.index()])
    }

    /// A set value from attributes in any order; a later one of the same name wins.
    pub fn set(&mut self, mut attrs: Vec<Attr>, open: Option<Unknown>) -> Value {
        if !attrs.is_sorted_by(|a, b| a.name < b.name) {
            attrs.reverse();
            attrs.sort_by_key(|attr| attr.name);
            attrs.dedup_by_key(|attr| attr.name);
        }
        self.sorted_set(attrs, open)
    }
    /// A set value from attributes sorted by symbol, names distinct.
    pub fn sorted_set(&mut self, attrs: Vec<Attr>, open: Option<Unknown>) -> Value {
        self.extra += attrs.len() * size_of::<Attr>();
        let set = Set(id(self.sets.len()));
        self.sets.push(Rc::new(SetData { attrs: attrs.into(), open }));
        Value::Set(set)
    }
    /// The set; the returned handle does not borrow the heap.
    pub fn set_data(&self, set: Set) -> Rc<SetData> {
        Rc::clone(&self.sets[set.index()])
    }
    /// An attribute that is present and has no position.
    pub fn attr(&mut self, name: &str, value: Value) -> Attr {
        let value = self.done(value);
        Attr { name: self.symbols.intern(name.as_bytes()), value, pos: 0, maybe: false }
    }
    /// The attributes of a set, sorted by the bytes of their names.
    pub fn by_name(&self, data: &SetData) -> Vec<Attr> {
        let mut attrs = data.attrs.to_vec();
        attrs.sort_unstable_by(|a, b| self.symbols.name(a.name).cmp(self.symbols.name(b.name)));
        attrs
    }
    /// The name as a string value.
    pub fn sym_str(&mut self, sym: Sym) -> Value {
        let name = Rc::clone(self.symbols.name(sym));
        self.str(name)
    }

    pub(in crate::pure) fn path(&mut self, data: PathData) -> Value {
        let path = PathRef(id(self.paths.len()));
        self.paths.push(data);
        Value::Path(path)
    }
    /// The path.
    pub fn path_data(&self, path: PathRef) -> &PathData {
        &self.paths[path.index()]
    }

    pub(in crate::pure) fn partial(&mut self, builtin: u16, args: Rc<[Thunk]>) -> Value {
        let partial = Partial(id(self.partials.len()));
        self.partials.push(PartialData { builtin, args });
        Value::Partial(partial)
    }
    pub(in crate::pure) fn partial_data(&self, partial: Partial) -> &PartialData {
        &self.partials[partial.index()]
    }
    pub(in crate::pure) fn closure(&mut self, data: ClosureData) -> Value {
        let closure = Closure(id(self.closures.len()));
        self.closures.push(data);
        Value::Lambda(closure)
    }

    pub(in crate::pure) fn env(&mut self, parent: Env, with: bool) -> Env {
        let env = Env(id(self.envs.len()));
        self.envs.push(EnvData { parent, start: id(self.slots.len()), with });
        env
    }

    /// The elements of a context, each in Nix's own encoding (`path`, `=path`, `!output!path`).
    pub fn context(&self, context: Context) -> Rc<BTreeSet<Vec<u8>>> {
        match context.index().checked_sub(1) {
            Some(at) => Rc::clone(&self.contexts[at]),
            None => Rc::default(),
        }
    }
    /// The context with these elements.
    pub fn intern_context(&mut self, elements: BTreeSet<Vec<u8>>) -> Context {
        if elements.is_empty() {
            return Context::NONE;
        }
        let elements = Rc::new(elements);
        if let Some(context) = self.context_ids.get(&elements) {
            return *context;
        }
        self.contexts.push(Rc::clone(&elements));
        let context = Context(id(self.contexts.len()));
        self.context_ids.insert(elements, context);
        context
    }
    /// What depends on both.
    pub fn union_contexts(&mut self, a: Context, b: Context) -> Context {
        if a == b || b == Context::NONE {
            return a;
        }
        if a == Context::NONE {
            return b;
        }
        let mut elements = (*self.context(a)).clone();
        elements.extend(self.context(b).iter().cloned());
        self.intern_context(elements)
    }
}
