//! Functions and their formals.

use rnix::SyntaxKind::{
    NODE_IDENT, NODE_IDENT_PARAM, NODE_PAT_BIND, NODE_PAT_ENTRY, NODE_PATTERN, TOKEN_ELLIPSIS,
};

use super::green::{Kid, Node};
use super::names::position;
use super::scope::Frame;
use super::{Lowerer, shown};
use crate::syntax::hir::{
    Expr, ExprId, Formal, Lambda, LambdaId, NameId, Pattern, ProblemKind, Run, Span,
};

impl<'g> Lowerer<'_, 'g> {
    /// `x: body`, `{ a, b ? 1, ... }@x: body`
    pub fn lambda(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let param = nodes.next();
        let id = LambdaId(position(self.hir.lambdas.len()));
        // In place before its parts are lowered: they note their uses in it.
        self.hir.lambdas.push(Lambda {
            arg: None,
            arg_used: false,
            pattern: None,
            body: ExprId(u32::MAX),
        });
        let formals = position(self.hir.formals.len());
        let mark = self.scope.open(Frame::Lambda { lambda: id, formals });
        match param.map(|param| (param.kind(), param)) {
            Some((NODE_IDENT_PARAM, param)) => self.argument(id, param),
            Some((NODE_PATTERN, pattern)) => self.pattern(id, pattern, node.span()),
            _ => {}
        }
        let body = self.lower_or_missing(nodes.next(), node.span());
        self.scope.close(&mark);
        if let Some(lambda) = self.hir.lambdas.get_mut(id.index()) {
            lambda.body = body;
        }
        Expr::Lambda(id)
    }

    /// Names the whole argument: `around` holds an identifier.
    fn argument(&mut self, id: LambdaId, around: Node<'g>) {
        let Some(ident) = around.nodes().find(|node| node.kind() == NODE_IDENT) else { return };
        let name = self.name_at(ident.span());
        self.scope.bind(name, 0);
        if let Some(lambda) = self.hir.lambdas.get_mut(id.index()) {
            lambda.arg = Some((name, ident.span()));
        }
    }

    fn pattern(&mut self, id: LambdaId, pattern: Node<'g>, lambda: Span) {
        let mut ellipsis = false;
        let mut bind = None;
        let start = position(self.hir.formals.len());
        let serial = self.levels.next_serial();
        for kid in pattern.kids() {
            match kid {
                Kid::Token(TOKEN_ELLIPSIS, _) => ellipsis = true,
                Kid::Node(node) if node.kind() == NODE_PAT_BIND => bind = Some(node),
                Kid::Node(node) if node.kind() == NODE_PAT_ENTRY => self.formal(node, serial),
                Kid::Token(..) | Kid::Node(_) => {}
            }
        }
        let formals = Run { start, end: position(self.hir.formals.len()) };
        if let Some(bind) = bind {
            self.argument(id, bind);
        }
        if let Some(place) = self.hir.lambdas.get_mut(id.index()) {
            place.pattern = Some(Pattern { formals, ellipsis });
            if let Some((name, _)) = place.arg
                && self.levels.seen(serial, name).is_some()
            {
                self.duplicate_formal(name, lambda);
            }
        }
        for slot in 0..formals.end - formals.start {
            if let Some(formal) = self.hir.formals.get((start + slot) as usize) {
                self.scope.bind(formal.name, slot + 1);
            }
        }
        self.defaults(pattern, formals);
    }

    fn formal(&mut self, entry: Node<'g>, serial: u32) {
        let Some(ident) = entry.nodes().find(|node| node.kind() == NODE_IDENT) else { return };
        let span = ident.span();
        let name = self.name_at(span);
        let slot = position(self.hir.formals.len());
        if self.levels.seen(serial, name).is_some() {
            self.duplicate_formal(name, span);
        }
        self.levels.see(serial, name, slot);
        self.hir.formals.push(Formal { name, span, default: None, used: false });
    }

    /// The defaults see all formals, so they come after all are bound.
    fn defaults(&mut self, pattern: Node<'g>, formals: Run) {
        let mut at = formals.range();
        for entry in pattern.nodes().filter(|node| node.kind() == NODE_PAT_ENTRY) {
            let mut parts = entry.nodes().skip_while(|node| node.kind() != NODE_IDENT);
            if parts.next().is_none() {
                continue;
            }
            let Some(slot) = at.next() else { return };
            if let Some(default) = parts.next() {
                let default = self.lower(default);
                if let Some(formal) = self.hir.formals.get_mut(slot) {
                    formal.default = Some(default);
                }
            }
        }
    }

    fn duplicate_formal(&mut self, name: NameId, span: Span) {
        let message =
            format!("duplicate formal function argument '{}'", shown(self.hir.name(name)));
        self.problem(ProblemKind::DuplicateFormal, span, message);
    }
}
