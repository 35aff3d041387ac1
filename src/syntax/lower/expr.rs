//! Expressions: everything that is neither a set, a function nor a string.

use rnix::SyntaxKind::{
    self, NODE_APPLY, NODE_ASSERT, NODE_ATTR_SET, NODE_ATTRPATH, NODE_BIN_OP, NODE_CUR_POS,
    NODE_HAS_ATTR, NODE_IDENT, NODE_IF_ELSE, NODE_LAMBDA, NODE_LEGACY_LET, NODE_LET_IN, NODE_LIST,
    NODE_LITERAL, NODE_PAREN, NODE_PATH_ABS, NODE_PATH_HOME, NODE_PATH_REL, NODE_PATH_SEARCH,
    NODE_SELECT, NODE_STRING, NODE_UNARY_OP, NODE_WITH, TOKEN_ADD, TOKEN_AND_AND, TOKEN_CONCAT,
    TOKEN_DIV, TOKEN_EQUAL, TOKEN_IMPLICATION, TOKEN_INVERT, TOKEN_LESS, TOKEN_LESS_OR_EQ,
    TOKEN_MORE, TOKEN_MORE_OR_EQ, TOKEN_MUL, TOKEN_NOT_EQUAL, TOKEN_OR_OR, TOKEN_PIPE_LEFT,
    TOKEN_PIPE_RIGHT, TOKEN_SUB, TOKEN_UPDATE,
};

use super::green::{Kid, Node};
use super::names::position;
use super::scope::Frame;
use super::{Lowerer, shown};
use crate::syntax::hir::{
    AttrName, AttrNameKind, BinOp, Expr, ExprId, NameId, PathKind, ProblemKind, Run, Select,
    SelectId, Span,
};

impl<'g> Lowerer<'_, 'g> {
    /// Lowers any expression.
    pub fn lower(&mut self, node: Node<'g>) -> ExprId {
        let span = node.span();
        let expr = match node.kind() {
            NODE_IDENT => {
                let name = self.name_at(span);
                self.variable(name, span)
            }
            NODE_APPLY => self.apply(node),
            NODE_SELECT => self.select(node),
            NODE_STRING => self.string(node),
            NODE_LITERAL => self.literal(node),
            NODE_PATH_REL => self.path(node, PathKind::Relative),
            NODE_PATH_ABS => self.path(node, PathKind::Absolute),
            NODE_PATH_HOME => self.path(node, PathKind::Home),
            NODE_PATH_SEARCH => self.path(node, PathKind::Search),
            NODE_ATTR_SET => self.attr_set(node),
            NODE_LIST => self.list(node),
            NODE_PAREN => self.paren(node),
            NODE_BIN_OP => self.binary(node),
            NODE_UNARY_OP => self.unary(node),
            NODE_HAS_ATTR => self.has_attr(node),
            NODE_IF_ELSE => self.if_else(node),
            NODE_LAMBDA => self.lambda(node),
            NODE_LET_IN => self.let_in(node),
            NODE_LEGACY_LET => self.legacy_let(node),
            NODE_WITH => self.with(node),
            NODE_ASSERT => self.assert(node),
            NODE_CUR_POS => Expr::CurPos,
            _ => Expr::Missing,
        };
        self.push(expr, span)
    }

    /// Lowers `node` where the grammar wants an expression; rnix's error says so where it is absent.
    pub fn lower_or_missing(&mut self, node: Option<Node<'g>>, around: Span) -> ExprId {
        match node {
            Some(node) => self.lower(node),
            None => self.push(Expr::Missing, Span { start: around.end, end: around.end }),
        }
    }

    /// What `name` means at this place.
    pub fn variable(&mut self, name: NameId, span: Span) -> Expr {
        if let Some((up, slot)) = self.scope.resolve(&mut self.hir, name) {
            Expr::Local { up, slot }
        } else if self.names.is_global(&self.hir, name) {
            Expr::Global(name)
        } else if self.scope.has_with() {
            Expr::With(name)
        } else {
            let message = format!("undefined variable '{}'", shown(self.hir.name(name)));
            self.problem(ProblemKind::UndefinedVariable, span, message);
            Expr::Undefined(name)
        }
    }

    fn apply(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let function = self.lower_or_missing(nodes.next(), node.span());
        let argument = self.lower_or_missing(nodes.next(), node.span());
        Expr::Apply(function, argument)
    }

    fn select(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let base = self.lower_or_missing(nodes.next(), node.span());
        let path = self.attr_path(nodes.next());
        let default = nodes.next().map(|default| self.lower(default));
        Expr::Select(self.push_select(Select { base, path, default }))
    }

    fn has_attr(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let base = self.lower_or_missing(nodes.next(), node.span());
        let path = self.attr_path(nodes.next());
        Expr::HasAttr(self.push_select(Select { base, path, default: None }))
    }

    fn push_select(&mut self, select: Select) -> SelectId {
        let id = SelectId(position(self.hir.selects.len()));
        self.hir.selects.push(select);
        id
    }

    fn attr_path(&mut self, node: Option<Node<'g>>) -> Run {
        let from = self.attr_stack.len();
        let path = node.filter(|node| node.kind() == NODE_ATTRPATH);
        for component in path.into_iter().flat_map(Node::nodes) {
            let kind = match self.attr_name(component) {
                super::level::Key::Static(name) => AttrNameKind::Static(name),
                super::level::Key::Dynamic(name) => AttrNameKind::Dynamic(self.lower(name)),
            };
            self.attr_stack.push(AttrName { kind, span: component.span() });
        }
        let start = position(self.hir.attr_names.len());
        self.hir.attr_names.extend(self.attr_stack.drain(from..));
        Run { start, end: position(self.hir.attr_names.len()) }
    }

    fn list(&mut self, node: Node<'g>) -> Expr {
        let from = self.expr_stack.len();
        for item in node.nodes() {
            let item = self.lower(item);
            self.expr_stack.push(item);
        }
        Expr::List(self.children_from(from))
    }

    fn paren(&mut self, node: Node<'g>) -> Expr {
        let inner = node.nodes().next();
        Expr::Paren(self.lower_or_missing(inner, node.span()))
    }

    fn binary(&mut self, node: Node<'g>) -> Expr {
        let span = node.span();
        let (mut operator, mut operands) = (None, [None; 2]);
        let mut at = 0;
        for kid in node.kids() {
            match kid {
                Kid::Token(kind, span) => operator = operator.or(Some((kind, span))),
                Kid::Node(operand) => {
                    if let Some(place) = operands.get_mut(at) {
                        *place = Some(operand);
                    }
                    at += 1;
                }
            }
        }
        let left = self.lower_or_missing(operands[0], span);
        let right = self.lower_or_missing(operands[1], span);
        let Some((kind, operator_span)) = operator else { return Expr::Missing };
        let Some(op) = self.operator(kind, operator_span) else { return Expr::Missing };
        if matches!(op, BinOp::PipeLeft | BinOp::PipeRight) {
            self.problem(
                ProblemKind::Experimental,
                operator_span,
                "the operators |> and <| need the experimental feature 'pipe-operators'",
            );
        }
        if let Some(call) = self.operator_call(op, [left, right], span) {
            return call;
        }
        let start = position(self.hir.children.len());
        self.hir.children.extend([left, right]);
        Expr::Binary(op, start)
    }

    fn operator(&self, kind: SyntaxKind, span: Span) -> Option<BinOp> {
        Some(match kind {
            TOKEN_ADD => BinOp::Add,
            TOKEN_SUB => BinOp::Sub,
            // The guard hides a `/` from rnix that rnix would take for a path.
            TOKEN_MUL if self.text_at(span) == b"/" => BinOp::Div,
            TOKEN_MUL => BinOp::Mul,
            TOKEN_DIV => BinOp::Div,
            TOKEN_CONCAT => BinOp::Concat,
            TOKEN_UPDATE => BinOp::Update,
            TOKEN_AND_AND => BinOp::And,
            TOKEN_OR_OR => BinOp::Or,
            TOKEN_IMPLICATION => BinOp::Implies,
            TOKEN_EQUAL => BinOp::Equal,
            TOKEN_NOT_EQUAL => BinOp::NotEqual,
            TOKEN_LESS => BinOp::Less,
            TOKEN_LESS_OR_EQ => BinOp::LessOrEqual,
            TOKEN_MORE => BinOp::Greater,
            TOKEN_MORE_OR_EQ => BinOp::GreaterOrEqual,
            TOKEN_PIPE_RIGHT => BinOp::PipeRight,
            TOKEN_PIPE_LEFT => BinOp::PipeLeft,
            _ => return None,
        })
    }

    fn unary(&mut self, node: Node<'g>) -> Expr {
        let invert = node.token().is_some_and(|(kind, _)| kind == TOKEN_INVERT);
        let operand = self.lower_or_missing(node.nodes().next(), node.span());
        if invert {
            return Expr::Not(operand);
        }
        self.negation_call(operand, node.span()).unwrap_or(Expr::Negate(operand))
    }

    fn if_else(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let parts = [(); 3].map(|()| self.lower_or_missing(nodes.next(), node.span()));
        let start = position(self.hir.children.len());
        self.hir.children.extend(parts);
        Expr::If(start)
    }

    fn assert(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let condition = self.lower_or_missing(nodes.next(), node.span());
        let body = self.lower_or_missing(nodes.next(), node.span());
        Expr::Assert(condition, body)
    }

    fn with(&mut self, node: Node<'g>) -> Expr {
        let mut nodes = node.nodes();
        let set = self.lower_or_missing(nodes.next(), node.span());
        let mark = self.scope.open(Frame::With);
        let body = self.lower_or_missing(nodes.next(), node.span());
        self.scope.close(&mark);
        Expr::WithScope(set, body)
    }
}
