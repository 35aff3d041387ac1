//! Why an evaluation ended without a value.

use super::value::FileId;
use crate::syntax::hir::Span;

/// What ended the evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `throw`; `tryEval` catches it.
    Throw,
    /// A failed `assert`; `tryEval` catches it.
    Assert,
    /// `abort`
    Abort,
    /// A value of the wrong type, a missing attribute or argument, division by zero, ...
    Eval,
    /// A file that cannot be parsed.
    Parse,
    /// A value that needs itself.
    InfiniteRecursion,
    /// A limit of depth, steps or memory was reached: nothing is known, and no thunk may keep it.
    Limit,
}

/// An evaluation that ended without a value.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// One sentence.
    pub message: String,
    /// The innermost place in a file.
    pub at: Option<(FileId, Span)>,
}

/// A value or why there is none. Boxed: faults are rare and values small.
pub type Eval<T> = Result<T, Box<Fault>>;

impl Fault {
    /// A fault of the given kind without a place yet.
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { kind, message: message.into(), at: None })
    }
    /// The common kind.
    pub fn eval(message: impl Into<String>) -> Box<Self> {
        Self::new(FaultKind::Eval, message)
    }
    /// Whether `tryEval` catches it.
    pub fn is_catchable(&self) -> bool {
        matches!(self.kind, FaultKind::Throw | FaultKind::Assert)
    }
}

impl Fault {
    /// Whether a limit was reached, so that nothing may be concluded.
    pub fn is_limit(&self) -> bool {
        self.kind == FaultKind::Limit
    }
}
