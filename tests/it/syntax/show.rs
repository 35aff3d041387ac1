//! Prints a [`Hir`] as `nix-instantiate --parse` prints its tree, to compare the two.

use std::path::{Component, Path, PathBuf};

use nixward::syntax::hir::{
    AttrName, AttrNameKind, BinOp, Binding, Entry, Expr, ExprId, Hir, InterpKind, LambdaId, NameId,
    Part, PathKind, Run, SetId,
};

/// Where relative and home paths lead.
pub struct Places<'p> {
    /// The file's folder.
    pub folder: &'p Path,
    /// `~`
    pub home: &'p str,
}

/// The whole file, without a line break at the end.
pub fn show(hir: &Hir, places: &Places<'_>) -> Vec<u8> {
    let mut printer = Printer { hir, places, frames: Vec::new(), out: Vec::new() };
    printer.expr(hir.root());
    printer.out
}

struct Printer<'h> {
    hir: &'h Hir,
    places: &'h Places<'h>,
    frames: Vec<Frame>,
    out: Vec<u8>,
}

/// What `up` counts.
enum Frame {
    Set(SetId),
    Lambda(LambdaId),
    With,
}

impl Printer<'_> {
    fn put(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    fn wrapped(&mut self, before: &str, id: ExprId, after: &str) {
        self.put(before);
        self.expr(id);
        self.put(after);
    }

    fn expr(&mut self, id: ExprId) {
        match self.hir.expr(id) {
            Expr::Missing => self.put("<missing>"),
            Expr::Int(value) => self.put(value.to_string()),
            Expr::Float(value) => self.put(general(value)),
            Expr::Str(text) => self.string(self.hir.text(text).to_vec().as_slice()),
            Expr::Interp(interp) => self.interpolation(*self.hir.interp(interp)),
            Expr::Path(PathKind::Search, text) => {
                self.put("(__findFile __nixPath ");
                self.string(self.hir.text(text).to_vec().as_slice());
                self.put(")");
            }
            Expr::Path(kind, text) => {
                let path = self.path(kind, self.hir.text(text));
                self.put(path);
            }
            Expr::Local { up, slot } => self.name(self.local(up, slot)),
            Expr::Global(name) | Expr::With(name) | Expr::Undefined(name) => self.name(name),
            Expr::CurPos => self.put("__curPos"),
            Expr::Lambda(lambda) => self.lambda(lambda),
            Expr::Apply(..) => {
                self.put("(");
                self.call(id);
                self.put(")");
            }
            Expr::Select(select) => {
                let select = *self.hir.select(select);
                self.wrapped("(", select.base, ").");
                self.attr_path(select.path);
                if let Some(default) = select.default {
                    self.wrapped(" or (", default, ")");
                }
            }
            Expr::HasAttr(select) => {
                let select = *self.hir.select(select);
                self.wrapped("((", select.base, ") ? ");
                self.attr_path(select.path);
                self.put(")");
            }
            Expr::Attrs(set) => self.attrs(set),
            Expr::Let(set, body) => {
                self.put("(let ");
                self.bindings(set);
                self.frames.push(Frame::Set(set));
                self.wrapped("in ", body, ")");
                self.frames.pop();
            }
            Expr::LegacyLet(set) => {
                self.put("(rec { ");
                self.bindings(set);
                self.put("}).body");
            }
            Expr::List(items) => {
                self.put("[ ");
                for item in self.hir.exprs_of(items).to_vec() {
                    self.wrapped("(", item, ") ");
                }
                self.put("]");
            }
            Expr::If(at) => {
                let [condition, then, otherwise] = self.hir.if_parts(at);
                self.wrapped("(if ", condition, " then ");
                self.expr(then);
                self.wrapped(" else ", otherwise, ")");
            }
            Expr::Assert(condition, body) => {
                self.wrapped("assert ", condition, "; ");
                self.expr(body);
            }
            Expr::WithScope(set, body) => {
                self.wrapped("(with ", set, "; ");
                self.frames.push(Frame::With);
                self.wrapped("", body, ")");
                self.frames.pop();
            }
            Expr::Binary(op, at) => self.binary(id, op, at),
            Expr::Not(operand) => self.wrapped("(! ", operand, ")"),
            Expr::Negate(_) => {
                self.put("(");
                self.call(id);
                self.put(")");
            }
            Expr::Paren(inner) => self.expr(inner),
        }
    }

    /// What Nix has as a call: nested ones are one.
    fn call(&mut self, id: ExprId) {
        match self.hir.expr(id) {
            Expr::Paren(inner) => self.call(inner),
            Expr::Apply(function, argument) => {
                self.call(function);
                self.wrapped(" ", argument, "");
            }
            Expr::Negate(operand) => self.wrapped("__sub 0 ", operand, ""),
            Expr::Path(PathKind::Search, text) => {
                self.put("__findFile __nixPath ");
                self.string(self.hir.text(text).to_vec().as_slice());
            }
            Expr::Binary(op, at) => {
                let [left, right] = self.hir.operands(at);
                let (function, first, second) = match op {
                    BinOp::Sub => ("__sub ", left, right),
                    BinOp::Mul => ("__mul ", left, right),
                    BinOp::Div => ("__div ", left, right),
                    BinOp::Less => ("__lessThan ", left, right),
                    BinOp::Greater => ("__lessThan ", right, left),
                    _ => return self.expr(id),
                };
                self.wrapped(function, first, " ");
                self.expr(second);
            }
            _ => self.expr(id),
        }
    }

    fn binary(&mut self, id: ExprId, op: BinOp, at: u32) {
        let [left, right] = self.hir.operands(at);
        let sign = match op {
            BinOp::Add => "+",
            BinOp::Concat => "++",
            BinOp::Update => "//",
            BinOp::And => "&&",
            BinOp::Or => "||",
            BinOp::Implies => "->",
            BinOp::Equal => "==",
            BinOp::NotEqual => "!=",
            BinOp::PipeRight => "|>",
            BinOp::PipeLeft => "<|",
            BinOp::LessOrEqual | BinOp::GreaterOrEqual => {
                let swap = op == BinOp::LessOrEqual;
                let (first, second) = if swap { (right, left) } else { (left, right) };
                self.wrapped("(! (__lessThan ", first, " ");
                return self.wrapped("", second, "))");
            }
            _ => {
                self.put("(");
                self.call(id);
                return self.put(")");
            }
        };
        self.wrapped("(", left, " ");
        self.put(sign);
        self.wrapped(" ", right, ")");
    }

    fn lambda(&mut self, id: LambdaId) {
        let lambda = *self.hir.lambda(id);
        self.frames.push(Frame::Lambda(id));
        self.put("(");
        if let Some(pattern) = lambda.pattern {
            let mut formals = self.hir.formals(pattern.formals).to_vec();
            formals.sort_by_key(|formal| self.hir.name(formal.name));
            self.put("{ ");
            for (at, formal) in formals.iter().enumerate() {
                self.put(if at == 0 { "" } else { ", " });
                self.name(formal.name);
                if let Some(default) = formal.default {
                    self.wrapped(" ? ", default, "");
                }
            }
            if pattern.ellipsis {
                self.put(if formals.is_empty() { "..." } else { ", ..." });
            }
            self.put(if lambda.arg.is_some() { " } @ " } else { " }" });
        }
        if let Some((name, _)) = lambda.arg {
            self.name(name);
        }
        self.wrapped(": ", lambda.body, ")");
        self.frames.pop();
    }

    fn attrs(&mut self, set: SetId) {
        self.put(if self.hir.set(set).recursive { "rec { " } else { "{ " });
        self.bindings(set);
        self.put("}");
    }

    fn bindings(&mut self, id: SetId) {
        let set = *self.hir.set(id);
        if set.recursive {
            self.frames.push(Frame::Set(id));
        }
        let mut sorted: Vec<Binding> = self.hir.bindings(set.bindings).to_vec();
        sorted.sort_by_key(|binding| self.hir.name(binding.name));
        let inherited = |binding: &&Binding| matches!(binding.entry, Entry::Inherit(_));
        let names: Vec<NameId> = sorted.iter().filter(inherited).map(|b| b.name).collect();
        if !names.is_empty() {
            self.inherit("inherit", &names);
        }
        let sources = self.hir.exprs_of(set.sources).to_vec();
        for (at, source) in sources.into_iter().enumerate() {
            let from =
                |b: &&Binding| matches!(b.entry, Entry::InheritFrom(from) if from as usize == at);
            let names: Vec<NameId> = sorted.iter().filter(from).map(|b| b.name).collect();
            if !names.is_empty() {
                self.wrapped("inherit (", source, "");
                self.inherit(")", &names);
            }
        }
        for binding in &sorted {
            if let Entry::Value(value) = binding.entry {
                self.name(binding.name);
                self.wrapped(" = ", value, "; ");
            }
        }
        for dynamic in self.hir.dynamics(set.dynamics).to_vec() {
            self.wrapped("\"${", dynamic.name, "}\" = ");
            self.wrapped("", dynamic.value, "; ");
        }
        if set.recursive {
            self.frames.pop();
        }
    }

    fn inherit(&mut self, head: &str, names: &[NameId]) {
        self.put(head);
        for name in names {
            self.put(" ");
            self.name(*name);
        }
        self.put("; ");
    }

    fn attr_path(&mut self, path: Run) {
        for (at, AttrName { kind, .. }) in self.hir.attr_names(path).iter().enumerate() {
            self.put(if at == 0 { "" } else { "." });
            match kind {
                AttrNameKind::Static(name) => self.name(*name),
                AttrNameKind::Dynamic(name) => self.wrapped("\"${", *name, "}\""),
            }
        }
    }

    fn interpolation(&mut self, interp: nixward::syntax::hir::Interpolation) {
        self.put("(");
        for (at, part) in self.hir.parts(interp.parts).to_vec().into_iter().enumerate() {
            self.put(if at == 0 { "" } else { " + " });
            match (part, interp.kind) {
                (Part::Text(text), InterpKind::Path(kind)) if at == 0 => {
                    let text = self.hir.text(text);
                    let mut path = self.path(kind, text);
                    if text.len() > 1 && text.ends_with(b"/") && kind != PathKind::Home {
                        path.push(b'/');
                    }
                    self.put(path);
                }
                (Part::Text(text), _) => self.string(self.hir.text(text).to_vec().as_slice()),
                (Part::Expr(expr), _) => self.expr(expr),
            }
        }
        self.put(")");
    }

    /// The absolute path that a literal means.
    fn path(&self, kind: PathKind, text: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(text);
        match kind {
            PathKind::Home => format!("{}{}", self.places.home, &text[1..]).into_bytes(),
            _ => canonical(&self.places.folder.join(&*text)).into_os_string().into_encoded_bytes(),
        }
    }

    fn string(&mut self, text: &[u8]) {
        self.put("\"");
        for (at, byte) in text.iter().enumerate() {
            match byte {
                b'"' | b'\\' => self.out.extend([b'\\', *byte]),
                b'\n' => self.put("\\n"),
                b'\r' => self.put("\\r"),
                b'\t' => self.put("\\t"),
                b'$' if text.get(at + 1) == Some(&b'{') => self.put("\\$"),
                other => self.out.push(*other),
            }
        }
        self.put("\"");
    }

    fn name(&mut self, name: NameId) {
        let name = self.hir.name(name).to_vec();
        let plain = name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_'-".contains(b));
        let keywords: [&[u8]; 9] =
            [b"if", b"then", b"else", b"assert", b"with", b"let", b"in", b"rec", b"inherit"];
        if plain && !keywords.contains(&name.as_slice()) {
            self.put(name);
        } else {
            self.string(&name);
        }
    }

    /// The name that a variable's frame has at its slot.
    fn local(&self, up: u32, slot: u32) -> NameId {
        let (up, slot) = (up as usize, slot as usize);
        match &self.frames[self.frames.len() - 1 - up] {
            Frame::Set(set) => self.hir.bindings(self.hir.set(*set).bindings)[slot].name,
            Frame::Lambda(lambda) if slot == 0 => self.hir.lambda(*lambda).arg.unwrap().0,
            Frame::Lambda(lambda) => {
                let pattern = self.hir.lambda(*lambda).pattern.unwrap();
                self.hir.formals(pattern.formals)[slot - 1].name
            }
            Frame::With => panic!("`with` has no slots"),
        }
    }
}

fn canonical(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(result.pop()),
            Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}

/// C's `%g`.
fn general(value: f64) -> String {
    let scientific = format!("{value:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    let trim = |text: &str| {
        let zeros = if text.contains('.') { text.trim_end_matches('0') } else { text };
        zeros.trim_end_matches('.').to_owned()
    };
    if (-4..6).contains(&exponent) {
        let digits = usize::try_from(5 - exponent).unwrap();
        return trim(&format!("{value:.digits$}"));
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim(mantissa), exponent.abs())
}
