//! Operators that are calls: to Nix `a - b` is `__sub a b` and `<a>` is `__findFile __nixPath "a"`,
//! with whatever these names mean at that place. Flakes do bind `__findFile`.

use super::Lowerer;
use crate::syntax::hir::{BinOp, Expr, ExprId, Span};

/// What all these names start with.
const MARK: &[u8] = b"__";

/// Whether a file can bind any of these names: few do, and the rest need not look.
pub fn may_rebind(source: &[u8], outer: &[&[u8]]) -> bool {
    memchr::memmem::find(source, MARK).is_some() || outer.iter().any(|name| name.starts_with(MARK))
}

impl Lowerer<'_, '_> {
    /// The call that a two-operand operator is, if the file binds the function.
    pub fn operator_call(&mut self, op: BinOp, operands: [ExprId; 2], span: Span) -> Option<Expr> {
        let [left, right] = operands;
        let (name, first, second): (&[u8], _, _) = match op {
            BinOp::Sub => (b"__sub", left, right),
            BinOp::Mul => (b"__mul", left, right),
            BinOp::Div => (b"__div", left, right),
            BinOp::Less | BinOp::GreaterOrEqual => (b"__lessThan", left, right),
            BinOp::Greater | BinOp::LessOrEqual => (b"__lessThan", right, left),
            _ => return None,
        };
        let function = self.bound_here(name)?;
        let call = self.call(function, first, second, span);
        if matches!(op, BinOp::LessOrEqual | BinOp::GreaterOrEqual) {
            return Some(Expr::Not(self.push(call, span)));
        }
        Some(call)
    }

    /// `-a` is `__sub 0 a`.
    pub fn negation_call(&mut self, operand: ExprId, span: Span) -> Option<Expr> {
        let function = self.bound_here(b"__sub")?;
        let zero = self.push(Expr::Int(0), span);
        Some(self.call(function, zero, operand, span))
    }

    /// The call that the search path `<name>` is, if the file binds the function or the path.
    pub fn search_call(&mut self, name: &[u8], span: Span) -> Option<Expr> {
        let (function, path) = (self.bound_here(b"__findFile"), self.bound_here(b"__nixPath"));
        if function.is_none() && path.is_none() {
            return None;
        }
        let function = function.unwrap_or_else(|| self.global(b"__findFile"));
        let path = path.unwrap_or_else(|| self.global(b"__nixPath"));
        let path = self.push(path, span);
        let text = self.text(name);
        let text = self.push(Expr::Str(text), span);
        Some(self.call(function, path, text, span))
    }

    fn call(&mut self, function: Expr, first: ExprId, second: ExprId, span: Span) -> Expr {
        let function = self.push(function, span);
        let partial = self.push(Expr::Apply(function, first), span);
        Expr::Apply(partial, second)
    }

    fn bound_here(&mut self, name: &[u8]) -> Option<Expr> {
        if !self.may_rebind {
            return None;
        }
        let name = self.names.intern(&mut self.hir, name);
        let (up, slot) = self.scope.resolve(&mut self.hir, name)?;
        Some(Expr::Local { up, slot })
    }

    fn global(&mut self, name: &[u8]) -> Expr {
        Expr::Global(self.names.intern(&mut self.hir, name))
    }
}
