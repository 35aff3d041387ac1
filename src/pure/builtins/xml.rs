//! XML, as Nix writes it.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::args::{Known, known};
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::float_general;
use crate::pure::fault::Eval;
use crate::pure::heap::ClosureData;
use crate::pure::value::{Closure, Context, SetData, Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("toXML", 1, |ev, args| {
        let mut writer = Writer {
            out: b"<?xml version='1.0' encoding='utf-8'?>\n".to_vec(),
            context: Context::NONE,
            depth: 0,
            seen: BTreeSet::new(),
        };
        writer.open("expr", &[]);
        known!(ev, writer.thunk(ev, args[0]));
        writer.close("expr");
        Ok(ev.heap.str_with(writer.out, writer.context))
    })]
}

/// XML text in the making.
struct Writer {
    out: Vec<u8>,
    context: Context,
    depth: usize,
    /// Derivations that were written before are not written again.
    seen: BTreeSet<Rc<[u8]>>,
}

/// Names and values of an element's attributes.
type Marks<'m> = &'m [(&'m str, &'m [u8])];

impl Writer {
    fn start(&mut self, name: &str, marks: Marks<'_>) {
        self.out.resize(self.out.len() + 2 * self.depth, b' ');
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        for (name, value) in marks {
            self.out.push(b' ');
            self.out.extend_from_slice(name.as_bytes());
            self.out.extend_from_slice(b"=\"");
            for byte in *value {
                match byte {
                    b'"' => self.out.extend_from_slice(b"&quot;"),
                    b'<' => self.out.extend_from_slice(b"&lt;"),
                    b'>' => self.out.extend_from_slice(b"&gt;"),
                    b'&' => self.out.extend_from_slice(b"&amp;"),
                    b'\n' => self.out.extend_from_slice(b"&#xA;"),
                    byte => self.out.push(*byte),
                }
            }
            self.out.push(b'"');
        }
    }

    fn empty(&mut self, name: &str, marks: Marks<'_>) {
        self.start(name, marks);
        self.out.extend_from_slice(b" />\n");
    }

    fn open(&mut self, name: &str, marks: Marks<'_>) {
        self.start(name, marks);
        self.out.extend_from_slice(b">\n");
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.out.resize(self.out.len() + 2 * self.depth, b' ');
        self.out.extend_from_slice(&[b"</", name.as_bytes(), b">\n"].concat());
    }

    fn thunk(&mut self, ev: &mut Evaluator, thunk: Thunk) -> Eval<Known<()>> {
        let value = ev.force(thunk)?;
        ev.reserve(self.out.len())?;
        ev.nested(|ev| self.value(ev, value))
    }

    fn value(&mut self, ev: &mut Evaluator, value: Value) -> Eval<Known<()>> {
        match value {
            Value::Unknown(cause) => return Ok(Err(cause)),
            Value::Null => self.empty("null", &[]),
            Value::Bool(bool) => {
                self.empty("bool", &[("value", if bool { b"true" } else { b"false" })]);
            }
            Value::Int(int) => self.empty("int", &[("value", int.to_string().as_bytes())]),
            Value::Float(float) if float.is_nan() => {
                return Ok(Err(ev.unknown_cause("how this machine prints a NaN", None)));
            }
            Value::Float(float) => {
                self.empty("float", &[("value", float_general(float).as_bytes())]);
            }
            Value::Str(str) => {
                let string = ev.heap.string(str).clone();
                self.context = ev.heap.union_contexts(self.context, string.context);
                self.empty("string", &[("value", &string.bytes)]);
            }
            Value::Path(path) => {
                let path = ev.heap.path_data(path).clone();
                match ev.path_text(&path) {
                    Ok(text) => self.empty("path", &[("value", &text)]),
                    Err(cause) => return Ok(Err(cause)),
                }
            }
            Value::List(list) => {
                let list = ev.heap.list_data(list);
                if let Some(cause) = super::lists::doubt(ev, &list) {
                    return Ok(Err(cause));
                }
                self.open("list", &[]);
                for item in &list.items {
                    if let Err(cause) = self.thunk(ev, *item)? {
                        return Ok(Err(cause));
                    }
                }
                self.close("list");
            }
            Value::Set(set) => {
                let data = ev.heap.set_data(set);
                return self.set(ev, &data);
            }
            Value::Lambda(closure) => self.function(ev, closure),
            Value::Builtin(_) | Value::Partial(_) => self.empty("unevaluated", &[]),
        }
        Ok(Ok(()))
    }

    fn set(&mut self, ev: &mut Evaluator, data: &SetData) -> Eval<Known<()>> {
        if !data.is_exact() {
            let cause = ev.join_cause();
            return Ok(Err(data.open.unwrap_or(cause)));
        }
        match ev.is_derivation(data)? {
            Err(cause) => return Ok(Err(cause)),
            Ok(true) => return self.derivation(ev, data),
            Ok(false) => {}
        }
        self.open("attrs", &[]);
        if let Err(cause) = self.attrs(ev, data)? {
            return Ok(Err(cause));
        }
        self.close("attrs");
        Ok(Ok(()))
    }

    fn attrs(&mut self, ev: &mut Evaluator, data: &SetData) -> Eval<Known<()>> {
        for attr in ev.heap.by_name(data) {
            let name = Rc::clone(ev.heap.symbols.name(attr.name));
            self.open("attr", &[("name", &name)]);
            if let Err(cause) = self.thunk(ev, attr.value)? {
                return Ok(Err(cause));
            }
            self.close("attr");
        }
        Ok(Ok(()))
    }

    fn derivation(&mut self, ev: &mut Evaluator, data: &SetData) -> Eval<Known<()>> {
        let mut paths: Vec<(&str, Rc<[u8]>)> = Vec::new();
        for name in ["drvPath", "outPath"] {
            let sym = ev.heap.symbols.intern(name.as_bytes());
            let Some(attr) = data.get(sym) else {
                continue;
            };
            match ev.force(attr.value)? {
                Value::Str(str) => paths.push((name, Rc::clone(&ev.heap.string(str).bytes))),
                Value::Unknown(cause) => return Ok(Err(cause)),
                _ => {}
            }
        }
        let marks: Vec<(&str, &[u8])> = paths.iter().map(|(name, path)| (*name, &**path)).collect();
        self.open("derivation", &marks);
        let path = paths.iter().find(|(name, path)| *name == "drvPath" && !path.is_empty());
        if path.is_some_and(|(_, path)| self.seen.insert(Rc::clone(path))) {
            if let Err(cause) = self.attrs(ev, data)? {
                return Ok(Err(cause));
            }
        } else {
            self.empty("repeated", &[]);
        }
        self.close("derivation");
        Ok(Ok(()))
    }

    fn function(&mut self, ev: &Evaluator, closure: Closure) {
        let ClosureData { file, lambda, .. } = ev.heap.closures[closure.index()];
        let hir = &ev.files[file.index()].hir;
        let lambda = hir.lambda(lambda);
        let name = lambda.arg.map(|(name, _)| hir.name(name));
        self.open("function", &[]);
        if let Some(pattern) = lambda.pattern {
            let ellipsis = pattern.ellipsis.then_some(("ellipsis", &b"1"[..]));
            let name = name.map(|name| ("name", name));
            let marks: Vec<(&str, &[u8])> = ellipsis.into_iter().chain(name).collect();
            self.open("attrspat", &marks);
            let mut formals: Vec<&[u8]> =
                hir.formals(pattern.formals).iter().map(|formal| hir.name(formal.name)).collect();
            formals.sort_unstable();
            for formal in formals {
                self.empty("attr", &[("name", formal)]);
            }
            self.close("attrspat");
        } else {
            self.empty("varpat", &[("name", name.unwrap_or_default())]);
        }
        self.close("function");
    }
}
