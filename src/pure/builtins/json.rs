//! JSON, as Nix writes and reads it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::args::{Known, known};
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::coerce::{Coercion, type_phrase};
use crate::pure::fault::{Eval, Fault, FaultKind};
use crate::pure::heap::Heap;
use crate::pure::value::{Attr, Context, SetData, Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("fromJSON", 1, |ev, args| {
            let text = known!(ev, ev.plain_arg(args[0]));
            read(ev, &text)
        }),
        builtin("toJSON", 1, |ev, args| {
            let mut writer = Writer { out: Vec::new(), context: Context::NONE };
            known!(ev, writer.thunk(ev, args[0], Coercion::Interpolate));
            Ok(ev.heap.str_with(writer.out, writer.context))
        }),
    ]
}

/// JSON text in the making.
struct Writer {
    out: Vec<u8>,
    context: Context,
}

impl Writer {
    fn thunk(&mut self, ev: &mut Evaluator, thunk: Thunk, paths: Coercion) -> Eval<Known<()>> {
        let value = ev.force(thunk)?;
        ev.reserve(self.out.len())?;
        ev.nested(|ev| self.value(ev, value, paths))
    }

    fn value(&mut self, ev: &mut Evaluator, value: Value, paths: Coercion) -> Eval<Known<()>> {
        match value {
            Value::Unknown(cause) => return Ok(Err(cause)),
            Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(bool) => self.out.extend_from_slice(if bool { b"true" } else { b"false" }),
            Value::Int(int) => self.out.extend_from_slice(int.to_string().as_bytes()),
            Value::Float(float) => self.out.extend_from_slice(float_text(float).as_bytes()),
            Value::Str(_) | Value::Path(_) => match ev.coerce(value, paths)? {
                Ok((bytes, context)) => {
                    self.context = ev.heap.union_contexts(self.context, context);
                    return self.string(&bytes).map(Ok);
                }
                Err(cause) => return Ok(Err(cause)),
            },
            Value::List(list) => {
                let list = ev.heap.list_data(list);
                if let Some(cause) = super::lists::doubt(ev, &list) {
                    return Ok(Err(cause));
                }
                self.out.push(b'[');
                for (at, item) in list.items.iter().enumerate() {
                    self.comma(at);
                    if let Err(cause) = self.thunk(ev, *item, paths)? {
                        return Ok(Err(cause));
                    }
                }
                self.out.push(b']');
            }
            Value::Set(set) => {
                let data = ev.heap.set_data(set);
                return self.set(ev, value, &data, paths);
            }
            Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_) => {
                let what = type_phrase(value);
                return Err(Fault::eval(format!("cannot convert {what} to JSON")));
            }
        }
        Ok(Ok(()))
    }

    /// A set that converts to a string counts as that string, one with an `outPath` as that.
    fn set(
        &mut self,
        ev: &mut Evaluator,
        value: Value,
        data: &SetData,
        paths: Coercion,
    ) -> Eval<Known<()>> {
        if !data.is_exact() {
            let cause = ev.join_cause();
            return Ok(Err(data.open.unwrap_or(cause)));
        }
        if data.get(ev.names.to_string).is_some() {
            return match ev.coerce(value, Coercion::KeepPath)? {
                Ok((bytes, context)) => {
                    self.context = ev.heap.union_contexts(self.context, context);
                    self.string(&bytes).map(Ok)
                }
                Err(cause) => Ok(Err(cause)),
            };
        }
        if let Some(attr) = data.get(ev.names.out_path) {
            return self.thunk(ev, attr.value, paths);
        }
        self.out.push(b'{');
        for (at, attr) in ev.heap.by_name(data).into_iter().enumerate() {
            self.comma(at);
            let name = std::rc::Rc::clone(ev.heap.symbols.name(attr.name));
            self.string(&name)?;
            self.out.push(b':');
            if let Err(cause) = self.thunk(ev, attr.value, paths)? {
                return Ok(Err(cause));
            }
        }
        self.out.push(b'}');
        Ok(Ok(()))
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(b',');
        }
    }

    fn string(&mut self, bytes: &[u8]) -> Eval<()> {
        let invalid = |_| Fault::eval("JSON serialization error: a string is not UTF-8");
        let text = std::str::from_utf8(bytes).map_err(invalid)?;
        serde_json::to_writer(&mut self.out, text)
            .map_err(|error| Fault::eval(format!("JSON serialization error: {error}")))
    }
}

/// The shortest digits that read back as the same number, with an exponent where the point would
/// be more than 15 places to the right or 4 to the left.
fn float_text(float: f64) -> String {
    if !float.is_finite() {
        return "null".to_owned();
    }
    let scientific = format!("{float:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(-4..=14) => format!("{float:?}"),
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        Err(_) => scientific,
    }
}

fn read(ev: &mut Evaluator, text: &[u8]) -> Eval<Value> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = Reader {
        heap: &mut ev.heap,
        depth: ev.options.limits.depth.saturating_sub(ev.depth),
        too_deep: false,
        minus_zero: false,
    };
    let mut json = serde_json::Deserializer::from_slice(text);
    json.disable_recursion_limit();
    let read = Seed(&mut reader).deserialize(&mut json);
    let (too_deep, minus_zero) = (reader.too_deep, reader.minus_zero);
    match read.and_then(|value| json.end().map(|()| value)) {
        // Whether it was written as an integer, that is as 0, is not told here.
        Ok(_) if minus_zero => Ok(ev.unknown("whether `-0` is an integer")),
        Ok(value) => Ok(value),
        Err(_) if too_deep => Err(Fault::new(FaultKind::Limit, "JSON is nested too deeply")),
        Err(error) => Err(Fault::eval(format!("cannot read JSON: {error}"))),
    }
}

struct Reader<'h> {
    heap: &'h mut Heap,
    /// How many more levels there may be.
    depth: u32,
    too_deep: bool,
    minus_zero: bool,
}

/// Makes one value.
struct Seed<'r, 'h>(&'r mut Reader<'h>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.0.depth == 0 {
            self.0.too_deep = true;
            return Err(D::Error::custom("nested too deeply"));
        }
        self.0.depth -= 1;
        let reader = self.0;
        let value = deserializer.deserialize_any(Seed(reader));
        reader.depth += 1;
        value
    }
}

fn text<E: serde::de::Error>(text: &str) -> Result<&str, E> {
    if text.contains('\0') { Err(E::custom("a string holds a NUL byte")) } else { Ok(text) }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, bool: bool) -> Result<Value, E> {
        Ok(Value::Bool(bool))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(Value::Int(int))
    }

    fn visit_u64<E: serde::de::Error>(self, int: u64) -> Result<Value, E> {
        let range = |_| E::custom(format_args!("the integer {int} has more than 63 bits"));
        i64::try_from(int).map(Value::Int).map_err(range)
    }

    fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
        self.0.minus_zero |= float == 0.0 && float.is_sign_negative();
        Ok(Value::Float(float))
    }

    fn visit_str<E: serde::de::Error>(self, string: &str) -> Result<Value, E> {
        Ok(self.0.heap.str(text(string)?.as_bytes()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Seed(self.0))? {
            items.push(self.0.heap.done(item));
        }
        Ok(self.0.heap.list_of(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut attrs: Vec<Attr> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let name = text(&name)?.to_owned();
            let value = map.next_value_seed(Seed(self.0))?;
            attrs.push(self.0.heap.attr(&name, value));
        }
        Ok(self.0.heap.set(attrs, None))
    }
}
