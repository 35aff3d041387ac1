//! Walking down an expression.

use super::{AttrName, AttrNameKind, Entry, Expr, ExprId, Hir, Part, Run, SetId};

impl Hir {
    /// Calls `visit` with each direct part of an expression and how many frames (0 or 1) that part
    /// has around it which the expression itself opens.
    pub fn each_child(&self, id: ExprId, mut visit: impl FnMut(ExprId, u32)) {
        match self.expr(id) {
            Expr::Lambda(lambda) => {
                let lambda = self.lambda(lambda);
                let formals =
                    lambda.pattern.map_or(&[][..], |pattern| self.formals(pattern.formals));
                formals.iter().filter_map(|formal| formal.default).for_each(|id| visit(id, 1));
                visit(lambda.body, 1);
            }
            Expr::Attrs(set) => self.each_of_set(set, visit),
            Expr::LegacyLet(set) => self.each_of_set(set, visit),
            Expr::Let(set, body) => {
                self.each_of_set(set, &mut visit);
                visit(body, 1);
            }
            Expr::WithScope(from, body) => {
                visit(from, 0);
                visit(body, 1);
            }
            Expr::Apply(a, b) | Expr::Assert(a, b) => {
                visit(a, 0);
                visit(b, 0);
            }
            Expr::Select(select) | Expr::HasAttr(select) => {
                let select = self.select(select);
                visit(select.base, 0);
                self.each_dynamic_name(select.path, &mut visit);
                select.default.into_iter().for_each(|id| visit(id, 0));
            }
            Expr::Interp(interp) => {
                for part in self.parts(self.interp(interp).parts) {
                    if let Part::Expr(id) = part {
                        visit(*id, 0);
                    }
                }
            }
            Expr::List(run) => self.exprs_of(run).iter().for_each(|&id| visit(id, 0)),
            Expr::If(at) => self.if_parts(at).into_iter().for_each(|id| visit(id, 0)),
            Expr::Binary(_, at) => self.operands(at).into_iter().for_each(|id| visit(id, 0)),
            Expr::Not(inner) | Expr::Negate(inner) | Expr::Paren(inner) => visit(inner, 0),
            Expr::Missing
            | Expr::Int(_)
            | Expr::Float(_)
            | Expr::Str(_)
            | Expr::Path(..)
            | Expr::Local { .. }
            | Expr::Global(_)
            | Expr::With(_)
            | Expr::Undefined(_)
            | Expr::CurPos => {}
        }
    }

    fn each_of_set(&self, set: SetId, mut visit: impl FnMut(ExprId, u32)) {
        let set = self.set(set);
        let frames = u32::from(set.recursive);
        for binding in self.bindings(set.bindings) {
            match binding.entry {
                Entry::Value(id) => visit(id, frames),
                Entry::Inherit(id) => visit(id, 0),
                Entry::InheritFrom(_) => {}
            }
        }
        self.exprs_of(set.sources).iter().for_each(|&id| visit(id, frames));
        for dynamic in self.dynamics(set.dynamics) {
            visit(dynamic.name, frames);
            visit(dynamic.value, frames);
        }
    }

    fn each_dynamic_name(&self, path: Run, mut visit: impl FnMut(ExprId, u32)) {
        for AttrName { kind, .. } in self.attr_names(path) {
            if let AttrNameKind::Dynamic(id) = kind {
                visit(*id, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    /// How often the argument of the outermost lambda is named, by walking down from its body.
    fn uses(text: &str) -> usize {
        let hir = parse(text.as_bytes());
        assert_eq!(hir.problems, []);
        let mut open = vec![(hir.root(), 0)];
        let mut found = 0;
        while let Some((id, frames)) = open.pop() {
            match hir.expr(id) {
                Expr::Local { up, slot: 0 } if up + 1 == frames => found += 1,
                _ => hir.each_child(id, |child, opened| open.push((child, frames + opened))),
            }
        }
        found
    }

    #[test]
    fn frames_add_up_on_every_way_down() {
        for way in [
            "x",
            "y: x",
            "{ z ? x, ... }: 1",
            "let a = x; in 1",
            "let a = 1; in x",
            "let { body = x; }",
            "rec { a = x; }",
            "rec { inherit x; }",
            "rec { inherit (x) y; }",
            "rec { ${x} = 1; }",
            "{ a = x; }",
            "{ ${\"a${x}\"} = 1; }",
            "with x; 1",
            "with { }; x",
            "if x then 1 else 2",
            "if true then 1 else x",
            "assert true; x",
            "f x",
            "(x)",
            "!x",
            "-x",
            "1 + x",
            "[ 1 x ]",
            "x.a",
            "{ }.a or x",
            "{ }.${x}",
            "{ } ? ${x}",
            "\"a${x}\"",
            "''a${x}''",
            "./a${x}",
            "y: rec { a = { b = let c = with { }; x; in c; }; }",
        ] {
            assert_eq!(uses(&format!("x: let f = y: y; in {way}")), 1, "{way}");
        }
    }
}
