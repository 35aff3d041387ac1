//! Which values Nix takes as written out: it looks at them without evaluating.

use crate::syntax::hir::{Entry, Expr, ExprId, Hir, LambdaId, PathKind, SetId};

/// A value as Nix sees it before evaluation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Str(String),
    /// A relative path literal, as written.
    Path(String),
    Int(i64),
    Bool(bool),
    Function(LambdaId),
    Set(SetId),
    /// The elements, each judged.
    List(Vec<Literal>),
    /// Written out, of a type that is wanted nowhere.
    Other,
    /// Would have to be evaluated, so Nix refuses it.
    Computed,
    /// May or may not be evaluated already when Nix looks (a variable of a `rec` set).
    Unsure,
}

impl Literal {
    pub(super) fn is_string(&self) -> bool {
        matches!(self, Self::Str(_))
    }

    /// What `nixConfig` takes.
    pub(super) fn is_setting(&self) -> bool {
        match self {
            Self::Str(_) | Self::Path(_) | Self::Int(_) | Self::Bool(_) => true,
            Self::List(elements) => {
                elements.iter().all(|element| matches!(element, Self::Str(_) | Self::Unsure))
            }
            _ => false,
        }
    }

    /// The words of a text or of a list of texts, as settings have them.
    pub(super) fn words(&self) -> Vec<String> {
        match self {
            Self::Str(text) => text.split_ascii_whitespace().map(str::to_owned).collect(),
            Self::List(elements) => elements.iter().flat_map(Self::words).collect(),
            _ => Vec::new(),
        }
    }

    /// For "must be .., not ..".
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Str(_) => "a string",
            Self::Path(_) => "a path",
            Self::Int(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Function(_) => "a function",
            Self::Set(_) => "a set",
            Self::List(_) => "such a list",
            Self::Other => "this",
            Self::Computed | Self::Unsure => "a computed value",
        }
    }
}

pub(super) fn of_entry(hir: &Hir, entry: Entry) -> Literal {
    match entry {
        Entry::Value(value) | Entry::Inherit(value) => of_expr(hir, value),
        Entry::InheritFrom(_) => Literal::Computed,
    }
}

pub(super) fn of_expr(hir: &Hir, id: ExprId) -> Literal {
    let text = |id| String::from_utf8_lossy(hir.text(id)).into_owned();
    match hir.expr(hir.inside_parens(id)) {
        Expr::Str(id) => Literal::Str(text(id)),
        Expr::Path(PathKind::Relative, id) => Literal::Path(text(id)),
        Expr::Int(number) => Literal::Int(number),
        Expr::Lambda(lambda) => Literal::Function(lambda),
        Expr::Attrs(set) if hir.set(set).dynamics.is_empty() => Literal::Set(set),
        Expr::List(run) => {
            // A list inside a list is never wanted, so its own elements do not matter.
            let shallow = |&id: &ExprId| match hir.expr(hir.inside_parens(id)) {
                Expr::List(_) => Literal::Other,
                _ => of_expr(hir, id),
            };
            Literal::List(hir.exprs_of(run).iter().map(shallow).collect())
        }
        Expr::Global(name) => match hir.name(name) {
            b"true" => Literal::Bool(true),
            b"false" => Literal::Bool(false),
            b"null" => Literal::Other,
            _ => Literal::Unsure,
        },
        Expr::Float(_) | Expr::Path(..) => Literal::Other,
        // A broken or undefined part has a finding of its own.
        Expr::Missing | Expr::Undefined(_) | Expr::Local { .. } | Expr::With(_) => Literal::Unsure,
        _ => Literal::Computed,
    }
}
