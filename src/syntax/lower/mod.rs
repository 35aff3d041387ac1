//! One pass from rnix's green tree to [`Hir`].
//!
//! Each function lowers one construct: children first, so that an expression's id is larger than
//! those of its parts. Lists of parts are gathered on stacks of the [`Lowerer`] (`*_stack`), since
//! a table of the [`Hir`] must hold them side by side while their own parts go to the same table.

mod calls;
mod expr;
mod green;
mod lambda;
mod level;
mod literal;
mod names;
mod scope;
mod set;
mod strings;

use rowan::GreenNodeData;

use self::green::Node;
use self::level::Levels;
use self::names::{Names, position};
use self::scope::{Frame, Scope};
use crate::syntax::hir::{
    AttrName, Expr, ExprId, Hir, NameId, Part, Problem, ProblemKind, Run, Span, TextId,
};

/// Lowers the tree of a whole file. `source` is the file's own text, whose literals count; the tree
/// may come from a sanitised copy of the same length. `outer` are the names of `scopedImport`.
pub fn lower(root: &GreenNodeData, source: &[u8], outer: &[&[u8]]) -> Hir {
    let mut lowerer = Lowerer::new(source);
    lowerer.may_rebind = calls::may_rebind(source, outer);
    let _whole_file = lowerer.scope.open(Frame::Outer);
    for (slot, name) in outer.iter().enumerate() {
        let name = lowerer.names.intern(&mut lowerer.hir, name);
        lowerer.scope.bind(name, position(slot));
    }
    let root = Node::new(root, 0);
    let expr = root.nodes().next();
    let expr = lowerer.lower_or_missing(expr, root.span());
    lowerer.hir.root = expr.0;
    lowerer.hir
}

struct Lowerer<'s, 'g> {
    source: &'s [u8],
    hir: Hir,
    names: Names,
    scope: Scope,
    levels: Levels<'g>,
    expr_stack: Vec<ExprId>,
    attr_stack: Vec<AttrName>,
    part_stack: Vec<Part>,
    may_rebind: bool,
}

impl<'s> Lowerer<'s, '_> {
    fn new(source: &'s [u8]) -> Self {
        // Measured on nixpkgs: about one expression per 14 bytes of text.
        let mut hir = Hir::default();
        hir.exprs.reserve(source.len() / 12);
        hir.spans.reserve(source.len() / 12);
        hir.bytes.reserve(source.len() / 2);
        Self {
            source,
            hir,
            names: Names::default(),
            scope: Scope::default(),
            levels: Levels::default(),
            expr_stack: Vec::new(),
            attr_stack: Vec::new(),
            part_stack: Vec::new(),
            may_rebind: false,
        }
    }

    fn text_at(&self, span: Span) -> &'s [u8] {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn push(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId(position(self.hir.exprs.len()));
        self.hir.exprs.push(expr);
        self.hir.spans.push(span);
        id
    }

    fn problem(&mut self, kind: ProblemKind, span: Span, message: impl Into<String>) {
        self.hir.problems.push(Problem { kind, span, message: message.into() });
    }

    fn name_at(&mut self, span: Span) -> NameId {
        let text = self.text_at(span);
        self.names.intern(&mut self.hir, text)
    }

    /// Stores literal text.
    fn text(&mut self, text: &[u8]) -> TextId {
        let start = position(self.hir.bytes.len());
        self.hir.bytes.extend_from_slice(text);
        let id = TextId(position(self.hir.texts.len()));
        self.hir.texts.push(Run { start, end: position(self.hir.bytes.len()) });
        id
    }

    /// Moves what lies on the expression stack from `from` on to the children table.
    fn children_from(&mut self, from: usize) -> Run {
        let start = position(self.hir.children.len());
        self.hir.children.extend(self.expr_stack.drain(from..));
        Run { start, end: position(self.hir.children.len()) }
    }
}

/// A problem's quoted name: names are bytes and need not be UTF-8.
fn shown(name: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(name)
}

#[cfg(test)]
mod tests {
    use crate::syntax::hir::{Expr, Hir, ProblemKind};
    use crate::syntax::parse;

    fn root(source: &str) -> (Hir, Expr) {
        let hir = parse(source.as_bytes());
        let root = hir.expr(hir.root());
        (hir, root)
    }

    fn problems(source: &str) -> Vec<(ProblemKind, String)> {
        parse(source.as_bytes()).problems.into_iter().map(|p| (p.kind, p.message)).collect()
    }

    #[test]
    fn variables_resolve_outwards() {
        let (hir, lambda) = root("x: { y, ... }: let z = y; in with x; z");
        let Expr::Lambda(outer) = lambda else { panic!("{lambda:?}") };
        let Expr::Lambda(inner) = hir.expr(hir.lambda(outer).body) else { panic!() };
        let Expr::Let(set, body) = hir.expr(hir.lambda(inner).body) else { panic!() };
        let Expr::WithScope(x, z) = hir.expr(body) else { panic!() };
        assert_eq!(hir.expr(x), Expr::Local { up: 2, slot: 0 });
        assert_eq!(hir.expr(z), Expr::Local { up: 1, slot: 0 });
        assert!(hir.bindings(hir.set(set).bindings)[0].used);
        assert!(hir.lambda(outer).arg_used);
    }

    #[test]
    fn paths_and_braces_merge() {
        let (hir, set) = root("{ a.b = 1; a = { c = 2; }; a.d.e = 3; }");
        let Expr::Attrs(set) = set else { panic!() };
        let bindings = hir.bindings(hir.set(set).bindings);
        assert_eq!(bindings.len(), 1);
        assert!(hir.problems.is_empty());
    }

    #[test]
    fn duplicates_are_told() {
        let told = problems("{ a.b = 1; a = { b.c = 2; }; }");
        let message = "attribute 'a.b' already defined on line 1".to_owned();
        assert_eq!(told, [(ProblemKind::DuplicateAttribute, message)]);
    }
}
