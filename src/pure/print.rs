//! Values as `nix-instantiate --eval --strict` prints them, with signs for what is not known.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::Evaluator;
use super::coerce::float_general;
use super::fault::Eval;
use super::value::{ListData, Set, SetData, Thunk, Value};

impl Evaluator {
    /// The value and everything inside it, as Nix prints it: functions as `<LAMBDA>`, `<PRIMOP>`
    /// and `<PRIMOP-APP>`, a set or list that stands there a second time as `«repeated»`. What is
    /// not known is `«unknown»`; `«maybe»` follows what may be absent, and `«others»` ends what may
    /// have more.
    ///
    /// # Errors
    /// What any part of the value faults with.
    pub fn print(&mut self, thunk: Thunk) -> Eval<Vec<u8>> {
        self.force_deep(thunk)?;
        let mut printer =
            Printer { out: Vec::new(), lists: FxHashSet::default(), sets: FxHashSet::default() };
        printer.thunk(self, thunk)?;
        Ok(printer.out)
    }
}

/// Whether a name can stand in a set without quotes.
fn is_variable(name: &[u8]) -> bool {
    const KEYWORDS: [&[u8]; 9] =
        [b"if", b"then", b"else", b"assert", b"with", b"let", b"in", b"rec", b"inherit"];
    let starts = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    name.first().is_some_and(starts)
        && name.iter().all(|byte| starts(byte) || byte.is_ascii_digit() || b"-'".contains(byte))
        && !KEYWORDS.contains(&name)
}

struct Printer {
    out: Vec<u8>,
    /// Nix knows a list again by its place, a set by its content.
    lists: FxHashSet<Thunk>,
    sets: FxHashSet<Set>,
}

impl Printer {
    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn thunk(&mut self, ev: &mut Evaluator, thunk: Thunk) -> Eval<()> {
        ev.reserve(self.out.len())?;
        match ev.force(thunk)? {
            Value::Null => self.text("null"),
            Value::Bool(bool) => self.text(if bool { "true" } else { "false" }),
            Value::Int(int) => self.text(&int.to_string()),
            Value::Float(float) if float.is_nan() => self.text("nan"),
            Value::Float(float) => self.text(&float_general(float)),
            Value::Str(str) => {
                let bytes = Rc::clone(&ev.heap.string(str).bytes);
                self.string(&bytes);
            }
            Value::Path(path) => {
                let path = ev.heap.path_data(path).clone();
                match ev.path_text(&path) {
                    Ok(text) => self.out.extend_from_slice(&text),
                    Err(_) => self.text("«unknown»"),
                }
            }
            Value::List(list) => {
                let data = ev.heap.list_data(list);
                if !data.items.is_empty() && !self.lists.insert(thunk) {
                    self.text("«repeated»");
                } else {
                    ev.nested(|ev| self.list(ev, &data))?;
                }
            }
            Value::Set(set) => {
                let data = ev.heap.set_data(set);
                if !data.attrs.is_empty() && !self.sets.insert(set) {
                    self.text("«repeated»");
                } else {
                    ev.nested(|ev| self.set(ev, &data))?;
                }
            }
            Value::Lambda(_) => self.text("<LAMBDA>"),
            Value::Builtin(_) => self.text("<PRIMOP>"),
            Value::Partial(_) => self.text("<PRIMOP-APP>"),
            Value::Unknown(_) => self.text("«unknown»"),
        }
        Ok(())
    }

    fn string(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' | b'\\' => self.out.extend_from_slice(&[b'\\', *byte]),
                b'\n' => self.text("\\n"),
                b'\r' => self.text("\\r"),
                b'\t' => self.text("\\t"),
                b'$' if bytes.get(at + 1) == Some(&b'{') => self.text("\\$"),
                byte => self.out.push(*byte),
            }
        }
        self.out.push(b'"');
    }

    fn list(&mut self, ev: &mut Evaluator, data: &ListData) -> Eval<()> {
        self.text("[ ");
        for (at, item) in data.items.iter().enumerate() {
            self.part(ev, *item, data.is_maybe(at))?;
            self.text(" ");
        }
        self.text(if data.open.is_some() { "«others» ]" } else { "]" });
        Ok(())
    }

    fn set(&mut self, ev: &mut Evaluator, data: &SetData) -> Eval<()> {
        self.text("{ ");
        for attr in ev.heap.by_name(data) {
            let name = Rc::clone(ev.heap.symbols.name(attr.name));
            if is_variable(&name) {
                self.out.extend_from_slice(&name);
            } else {
                self.string(&name);
            }
            self.text(" = ");
            self.part(ev, attr.value, attr.maybe)?;
            self.text("; ");
        }
        self.text(if data.open.is_some() { "«others» }" } else { "}" });
        Ok(())
    }

    /// A fault of what may be absent is no fault of the whole.
    fn part(&mut self, ev: &mut Evaluator, thunk: Thunk, maybe: bool) -> Eval<()> {
        if !maybe {
            return self.thunk(ev, thunk);
        }
        match self.thunk(ev, thunk) {
            Err(fault) if fault.is_limit() => return Err(fault),
            Err(_) => self.text("«fault»"),
            Ok(()) => {}
        }
        self.text("«maybe»");
        Ok(())
    }
}
