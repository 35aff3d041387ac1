//! Strings, paths and numbers.

use rnix::SyntaxKind::{
    NODE_INTERPOL, NODE_LITERAL, NODE_STRING, TOKEN_FLOAT, TOKEN_INTEGER, TOKEN_STRING_CONTENT,
    TOKEN_URI,
};

use super::Lowerer;
use super::green::{Kid, Node};
use super::level::without_parens;
use super::literal::{self, Indentation, Strip, Token};
use super::names::position;
use crate::syntax::hir::{
    Expr, InterpId, InterpKind, Interpolation, NameId, Part, PathKind, ProblemKind, Run, Span,
    TextId,
};

impl<'s, 'g> Lowerer<'s, 'g> {
    /// `"..."`, `''...''`
    pub fn string(&mut self, node: Node<'g>) -> Expr {
        let from = self.part_stack.len();
        let kind = if is_indented(node) {
            self.indented_parts(node);
            InterpKind::Indented
        } else {
            self.quoted_parts(node);
            InterpKind::String
        };
        match self.part_stack.get(from..) {
            Some([]) => Expr::Str(self.text(b"")),
            Some(&[Part::Text(text)]) => {
                self.part_stack.truncate(from);
                Expr::Str(text)
            }
            _ => self.interpolation(kind, from),
        }
    }

    fn interpolation(&mut self, kind: InterpKind, from: usize) -> Expr {
        let start = position(self.hir.parts.len());
        self.hir.parts.extend(self.part_stack.drain(from..));
        let parts = Run { start, end: position(self.hir.parts.len()) };
        let id = InterpId(position(self.hir.interps.len()));
        self.hir.interps.push(Interpolation { kind, parts });
        Expr::Interp(id)
    }

    fn quoted_parts(&mut self, node: Node<'g>) {
        for kid in node.kids() {
            match kid {
                Kid::Token(TOKEN_STRING_CONTENT, span) => {
                    let text = self.text_at(span);
                    self.refuse_nul(text, span);
                    let start = self.hir.bytes.len();
                    literal::unescape(text, &mut self.hir.bytes);
                    self.push_text(start);
                }
                Kid::Node(node) if node.kind() == NODE_INTERPOL => self.push_interpolated(node),
                _ => {}
            }
        }
    }

    fn indented_parts(&mut self, node: Node<'g>) {
        let (least, tokens) = self.measure(node);
        let mut strip = Strip::new(least);
        let mut left = tokens;
        let mut first = true;
        for kid in node.kids() {
            match kid {
                Kid::Token(TOKEN_STRING_CONTENT, span) => {
                    let mut rest = self.indented_text(span, first);
                    // Text that follows text is one part: Nix concatenates them anyway.
                    let start = self.hir.bytes.len();
                    while let Some((token, after)) = literal::indented_token(rest) {
                        let (Token::Plain(text) | Token::Escaped(text)) = token;
                        left -= 1;
                        strip.text(text, left == 0, &mut self.hir.bytes);
                        rest = after;
                    }
                    if self.hir.bytes.len() > start {
                        self.push_text(start);
                    }
                    first = false;
                }
                Kid::Node(node) if node.kind() == NODE_INTERPOL => {
                    left -= 1;
                    strip.interpolation();
                    self.push_interpolated(node);
                    first = false;
                }
                _ => {}
            }
        }
    }

    /// The least indentation and the number of tokens.
    fn measure(&mut self, node: Node<'g>) -> (usize, usize) {
        let mut indentation = Indentation::default();
        let mut tokens = 0;
        for (at, kid) in node.kids().skip(1).enumerate() {
            match kid {
                Kid::Token(TOKEN_STRING_CONTENT, span) => {
                    let mut rest = self.indented_text(span, at == 0);
                    let start = span.end - position(rest.len());
                    self.refuse_nul(rest, Span { start, end: span.end });
                    while let Some((token, after)) = literal::indented_token(rest) {
                        match token {
                            Token::Plain(text) => indentation.plain(text),
                            Token::Escaped(_) => indentation.other(),
                        }
                        tokens += 1;
                        rest = after;
                    }
                }
                Kid::Node(node) if node.kind() == NODE_INTERPOL => {
                    indentation.other();
                    tokens += 1;
                }
                _ => {}
            }
        }
        (indentation.least(), tokens)
    }

    fn indented_text(&self, span: Span, first: bool) -> &'s [u8] {
        let text = self.text_at(span);
        let skip = if first { literal::blank_first_line(text) } else { 0 };
        text.get(skip..).unwrap_or_default()
    }

    fn refuse_nul(&mut self, text: &[u8], span: Span) {
        if memchr::memchr(0, text).is_some() {
            self.problem(ProblemKind::Literal, span, "a string cannot contain a NUL byte");
        }
    }

    /// What was appended to the bytes since `start` becomes a part.
    fn push_text(&mut self, start: usize) {
        let id = TextId(position(self.hir.texts.len()));
        let run = Run { start: position(start), end: position(self.hir.bytes.len()) };
        self.hir.texts.push(run);
        self.part_stack.push(Part::Text(id));
    }

    fn push_interpolated(&mut self, node: Node<'g>) {
        let inner = node.nodes().next();
        let inner = self.lower_or_missing(inner, node.span());
        self.part_stack.push(Part::Expr(inner));
    }

    /// The name that a string without interpolation is in an attribute path: Nix takes `"a"`,
    /// `${"a"}`, `${''a''}` and `${''${"a"}''}` for the same static name.
    pub fn static_string(&mut self, node: Node<'g>) -> Option<NameId> {
        let mut nodes = node.nodes();
        let mut text = Vec::new();
        match (node.kind(), nodes.next(), nodes.next()) {
            (NODE_STRING, None, _) if is_indented(node) => {
                let from = self.part_stack.len();
                self.indented_parts(node);
                for part in self.part_stack.drain(from..) {
                    if let Part::Text(id) = part {
                        text.extend_from_slice(self.hir.text(id));
                    }
                }
            }
            (NODE_STRING, None, _) => {
                for (_, span) in node.tokens().filter(|(kind, _)| *kind == TOKEN_STRING_CONTENT) {
                    let content = self.text_at(span);
                    self.refuse_nul(content, span);
                    if !content.iter().any(|byte| matches!(byte, b'\\' | b'\r')) {
                        return Some(self.names.intern(&mut self.hir, content));
                    }
                    literal::unescape(content, &mut text);
                }
            }
            (NODE_STRING, Some(only), None) if is_indented(node) => {
                let (_, tokens) = self.measure(node);
                let inner = (tokens == 1).then(|| only.nodes().next()).flatten()?;
                return self.static_string(without_parens(inner));
            }
            (NODE_LITERAL, ..) => {
                let (_, span) = node.token().filter(|(kind, _)| *kind == TOKEN_URI)?;
                text.extend_from_slice(self.text_at(span));
            }
            _ => return None,
        }
        Some(self.names.intern(&mut self.hir, &text))
    }

    /// A number or a URI.
    pub fn literal(&mut self, node: Node<'g>) -> Expr {
        let Some((kind, span)) = node.token() else { return Expr::Missing };
        let text = self.text_at(span);
        let (value, what) = match kind {
            TOKEN_INTEGER => (literal::integer(text).map(Expr::Int), "integer"),
            TOKEN_FLOAT => (literal::float(text).map(Expr::Float), "float"),
            _ => return Expr::Str(self.text(text)),
        };
        value.unwrap_or_else(|| {
            let message = format!("invalid {what} '{}'", super::shown(text));
            self.problem(ProblemKind::Literal, span, message);
            Expr::Missing
        })
    }

    /// A path or search path.
    pub fn path(&mut self, node: Node<'g>, kind: PathKind) -> Expr {
        if let [b'<', name @ .., b'>'] = self.text_at(node.span()) {
            let call = self.search_call(name, node.span());
            return call.unwrap_or_else(|| Expr::Path(kind, self.text(name)));
        }
        let from = self.part_stack.len();
        for kid in node.kids() {
            match kid {
                Kid::Token(_, span) => {
                    let text = self.text(self.text_at(span));
                    self.part_stack.push(Part::Text(text));
                }
                Kid::Node(interpol) => self.push_interpolated(interpol),
            }
        }
        match self.part_stack.get(from..) {
            Some(&[Part::Text(text)]) => {
                self.part_stack.truncate(from);
                Expr::Path(kind, text)
            }
            _ => self.interpolation(InterpKind::Path(kind), from),
        }
    }
}

fn is_indented(string: Node<'_>) -> bool {
    string.token().is_some_and(|(_, span)| span.end - span.start == 2)
}
