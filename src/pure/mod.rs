//! The store-free part of the Nix language: a lazy evaluator with Unknown values.
//!
//! Semantics are those of Nix 2.34. Whatever the files alone do not determine (derivations,
//! fetchers, the clock, inputs that are not at hand) is [`value::Value::Unknown`] and flows on; see
//! [`unknown`] for what is promised about it.

pub mod builtins;
mod call;
mod coerce;
mod compare;
mod copies;
mod eval;
pub mod extract;
pub mod fault;
mod files;
mod force;
pub mod heap;
mod import;
mod interpolate;
pub mod known;
mod operators;
pub mod path;
mod print;
mod select;
mod sets;
pub mod symbols;
pub mod unknown;
pub mod value;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::syntax::hir::{ExprId, Span};
pub use fault::{Eval, Fault, FaultKind};
pub use files::Place;
use files::{FileData, Root};
use heap::Heap;
use path::PathData;
use value::{FileId, Set, Sym, Thunk, Unknown, Value};

/// Bytes of stack that the deepest allowed evaluation needs, with a margin.
pub const STACK: usize = 1 << 28;

/// Bounds of one query.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nested function calls; Nix's own `max-call-depth`.
    pub calls: u32,
    /// Nested steps of the evaluator of any kind; [`STACK`] is made for it.
    pub depth: u32,
    /// Steps in all.
    pub steps: u64,
    /// Bytes of the heap.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { calls: 10_000, depth: 60_000, steps: 100_000_000, memory: 1 << 30 }
    }
}

/// How the evaluation sees the machine.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// As inside a flake: `getEnv` gives "", there is no `currentSystem`, `<x>` is not found.
    pub pure_mode: bool,
    /// Whether a path stands for the store path of what Nix would copy there, as roots may have a
    /// mount that stands for theirs. Otherwise it is unknown.
    pub stand_ins: bool,
    /// What `builtins.nixVersion` is; unknown by default, since users differ.
    pub nix_version: Option<String>,
    /// Bounds.
    pub limits: Limits,
}

/// One query: a heap, the files it read, and the state of the evaluation under way.
pub struct Evaluator {
    /// What values refer to.
    pub heap: Heap,
    options: Options,
    files: Vec<Rc<FileData>>,
    parsed: FxHashMap<PathData, FileId>,
    imported: FxHashMap<PathData, Thunk>,
    roots: Vec<Root>,
    copies: copies::Copies,
    own_root: Option<value::RootId>,
    globals: Vec<Thunk>,
    names: Names,
    depth: u32,
    calls: u32,
    steps: u64,
    assumed: bool,
    nested_joins: u32,
    current: Option<(FileId, ExprId)>,
    empty_set: Option<Set>,
    generic_join: Option<Unknown>,
    regexes: builtins::Regexes,
}

/// Names the evaluator itself looks for.
#[derive(Clone, Copy, Debug)]
pub(in crate::pure) struct Names {
    pub functor: Sym,
    pub to_string: Sym,
    pub out_path: Sym,
    pub overrides: Sym,
    pub body: Sym,
    pub kind: Sym,
    pub name: Sym,
}

impl Evaluator {
    /// A new query.
    pub fn new(options: Options) -> Self {
        let mut heap = Heap::default();
        let globals = builtins::install(&mut heap, &options);
        let mut name = |text: &str| heap.symbols.intern(text.as_bytes());
        let names = Names {
            functor: name("__functor"),
            to_string: name("__toString"),
            out_path: name("outPath"),
            overrides: name("__overrides"),
            body: name("body"),
            kind: name("type"),
            name: name("name"),
        };
        Self {
            heap,
            options,
            files: Vec::new(),
            parsed: FxHashMap::default(),
            imported: FxHashMap::default(),
            roots: Vec::new(),
            copies: copies::Copies::default(),
            own_root: None,
            globals,
            names,
            depth: 0,
            calls: 0,
            steps: 0,
            assumed: false,
            nested_joins: 0,
            current: None,
            empty_set: None,
            generic_join: None,
            regexes: builtins::Regexes::default(),
        }
    }

    /// Where the evaluation is.
    pub(in crate::pure) fn here(&self) -> Option<(FileId, Span)> {
        self.current.map(|(file, expr)| (file, self.files[file.index()].hir.span(expr)))
    }

    /// Counts one level of nesting; [`Self::leave`] takes it back.
    pub(in crate::pure) fn enter(&mut self) -> Eval<()> {
        if self.depth >= self.options.limits.depth {
            return Err(Fault::new(FaultKind::Limit, "the evaluation is nested too deeply"));
        }
        self.depth += 1;
        Ok(())
    }

    pub(in crate::pure) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Counts one step, and now and then looks at the memory.
    pub(in crate::pure) fn step(&mut self) -> Eval<()> {
        self.steps += 1;
        if self.steps > self.options.limits.steps {
            return Err(Fault::new(FaultKind::Limit, "the evaluation takes too many steps"));
        }
        if self.steps.is_multiple_of(4096) {
            self.reserve(0)?;
        }
        Ok(())
    }

    /// Fails where so many further bytes would be too many; for whatever can be large at one step.
    pub(in crate::pure) fn reserve(&self, bytes: usize) -> Eval<()> {
        if self.heap.bytes().saturating_add(bytes) > self.options.limits.memory {
            return Err(Fault::new(FaultKind::Limit, "the evaluation needs too much memory"));
        }
        Ok(())
    }

    /// Whether anything unknown was taken to succeed since [`Self::forget_assumptions`].
    pub fn has_assumed(&self) -> bool {
        self.assumed
    }

    /// Starts a new count of assumptions.
    pub fn forget_assumptions(&mut self) {
        self.assumed = false;
    }

    /// The empty set.
    pub(in crate::pure) fn empty_set(&mut self) -> Value {
        if let Some(set) = self.empty_set {
            return Value::Set(set);
        }
        let value = self.heap.sorted_set(Vec::new(), None);
        if let Value::Set(set) = value {
            self.empty_set = Some(set);
        }
        value
    }
}

/// Runs `query` on a thread whose stack is made for deep evaluations ([`STACK`] bytes reserved,
/// committed as used).
///
/// # Errors
/// Fails where the machine gives no thread.
pub fn on_deep_stack<T: Send>(query: impl FnOnce() -> T + Send) -> std::io::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("evaluator".into())
            .stack_size(STACK)
            .spawn_scoped(scope, query)?;
        thread.join().map_err(|_| std::io::Error::other("the evaluator thread panicked"))
    })
}
