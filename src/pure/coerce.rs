//! Values to strings, and words for types.

use std::rc::Rc;

use super::Evaluator;
use super::fault::{Eval, Fault};
use super::value::{Context, SetData, Str, Thunk, Unknown, Value};

/// Bytes and context, or why they are not known.
pub(in crate::pure) type Text = Result<(Rc<[u8]>, Context), Unknown>;

/// How generous a coercion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pure) enum Coercion {
    /// Interpolation and `+`: strings, paths (which Nix copies to the store), sets that convert.
    Interpolate,
    /// Where a path keeps its own name: `dirOf`, `replaceStrings` arguments, and the like.
    KeepPath,
    /// `toString`: numbers, booleans, null and lists as well.
    ToString,
}

/// What `typeOf` says.
pub(in crate::pure) fn type_name(value: Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Str(_) => "string",
        Value::Path(_) => "path",
        Value::List(_) => "list",
        Value::Set(_) => "set",
        Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_) => "lambda",
        Value::Unknown(_) => "unknown",
    }
}

/// The type with its article, for messages.
pub(in crate::pure) fn type_phrase(value: Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a Boolean",
        Value::Int(_) => "an integer",
        Value::Float(_) => "a float",
        Value::Str(_) => "a string",
        Value::Path(_) => "a path",
        Value::List(_) => "a list",
        Value::Set(_) => "a set",
        Value::Lambda(_) => "a function",
        Value::Builtin(_) | Value::Partial(_) => "a built-in function",
        Value::Unknown(_) => "an unknown value",
    }
}

/// A float as `toString` gives it: six decimal places, never an exponent.
fn float_fixed(float: f64) -> String {
    format!("{float:.6}")
}

/// A float as Nix prints values: six digits, an exponent where they would not do (C's `%g`).
pub(in crate::pure) fn float_general(float: f64) -> String {
    let scientific = format!("{float:.5e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..=5) => {
            let places = usize::try_from(5 - exponent).unwrap_or(0);
            without_zeros(&format!("{float:.places$}")).to_owned()
        }
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{}e{sign}{:02}", without_zeros(digits), exponent.unsigned_abs())
        }
        Err(_) => scientific,
    }
}

/// Without zeros at the end of the decimal places, and without a point that nothing follows.
fn without_zeros(decimal: &str) -> &str {
    if decimal.contains('.') {
        decimal.trim_end_matches('0').trim_end_matches('.')
    } else {
        decimal
    }
}

impl Evaluator {
    /// The string a value converts to.
    pub(in crate::pure) fn coerce(&mut self, value: Value, how: Coercion) -> Eval<Text> {
        let plain = |text: &str| Ok(Ok((Rc::from(text.as_bytes()), Context::NONE)));
        match value {
            Value::Unknown(cause) => Ok(Err(cause)),
            Value::Str(str) => {
                let data = self.heap.string(str);
                Ok(Ok((Rc::clone(&data.bytes), data.context)))
            }
            Value::Path(path) if how == Coercion::Interpolate => {
                let path = self.heap.path_data(path).clone();
                self.require_exists(&path)?;
                Ok(self.copy_text(&path).map(|text| (text, Context::NONE)))
            }
            Value::Path(path) => {
                let path = self.heap.path_data(path).clone();
                Ok(self.path_text(&path).map(|text| (text, Context::NONE)))
            }
            Value::Set(_) => self.nested(|ev| ev.coerce_set(value, how)),
            Value::Null if how == Coercion::ToString => plain(""),
            Value::Bool(bool) if how == Coercion::ToString => plain(if bool { "1" } else { "" }),
            Value::Int(int) if how == Coercion::ToString => plain(&int.to_string()),
            Value::Float(float) if how == Coercion::ToString && float.is_nan() => {
                Ok(Err(self.unknown_cause("how this machine prints a NaN", None)))
            }
            Value::Float(float) if how == Coercion::ToString => plain(&float_fixed(float)),
            Value::List(list) if how == Coercion::ToString => {
                let data = self.heap.list_data(list);
                if !data.is_exact() {
                    let cause = data.open;
                    return Ok(Err(cause.unwrap_or_else(|| self.join_cause())));
                }
                self.nested(|ev| ev.coerce_list(&data.items, how))
            }
            _ => Err(Fault::eval(format!("cannot coerce {} to a string", type_phrase(value)))),
        }
    }

    fn coerce_set(&mut self, value: Value, how: Coercion) -> Eval<Text> {
        let Value::Set(set) = value else {
            return Err(self.wrong_type("a set", value));
        };
        let data = self.heap.set_data(set);
        if let Some(attr) = data.get(self.names.to_string) {
            if attr.maybe {
                return Ok(Err(self.join_cause()));
            }
            let function = self.force(attr.value)?;
            let this = self.heap.done(value);
            let text = self.call(function, this)?;
            return self.coerce(text, how);
        }
        match (data.get(self.names.out_path), data.open) {
            (Some(attr), Some(_)) if !attr.maybe && self.is_flake(&data)? => {
                let path = self.force(attr.value)?;
                self.coerce(path, how)
            }
            (_, Some(cause)) => Ok(Err(cause)),
            (Some(attr), None) if attr.maybe => Ok(Err(self.join_cause())),
            (Some(attr), None) => {
                let path = self.force(attr.value)?;
                self.coerce(path, how)
            }
            (None, None) => Err(Fault::eval("cannot coerce a set to a string")),
        }
    }

    /// Whether a set is a flake: those have no output `__toString`, whatever else is not known of
    /// them.
    fn is_flake(&mut self, data: &SetData) -> Eval<bool> {
        let kind = self.heap.symbols.intern(b"_type");
        let Some(attr) = data.get(kind).filter(|attr| !attr.maybe) else { return Ok(false) };
        let Value::Str(text) = self.force(attr.value)? else { return Ok(false) };
        Ok(&*self.heap.string(text).bytes == b"flake")
    }

    /// Items separated by spaces; an empty list inside adds no space of its own, as in Nix.
    fn coerce_list(&mut self, items: &[Thunk], how: Coercion) -> Eval<Text> {
        let mut bytes = Vec::new();
        let mut context = Context::NONE;
        for (at, item) in items.iter().enumerate() {
            let value = self.force(*item)?;
            match self.coerce(value, how)? {
                Ok((text, from)) => {
                    self.reserve(bytes.len() + text.len())?;
                    bytes.extend_from_slice(&text);
                    context = self.heap.union_contexts(context, from);
                }
                Err(cause) => return Ok(Err(cause)),
            }
            if at + 1 < items.len() && !self.is_empty_list(value) {
                bytes.push(b' ');
            }
        }
        Ok(Ok((bytes.into(), context)))
    }

    fn is_empty_list(&self, value: Value) -> bool {
        matches!(value, Value::List(list) if self.heap.list_data(list).items.is_empty())
    }

    /// As a value again.
    pub(in crate::pure) fn text_value(&mut self, text: Text) -> Value {
        match text {
            Ok((bytes, context)) => self.heap.str_with(bytes, context),
            Err(cause) => {
                self.assume();
                Value::Unknown(cause)
            }
        }
    }

    /// The handle of a string argument, or why it is not known.
    pub(in crate::pure) fn force_str(&mut self, thunk: Thunk) -> Eval<Result<Str, Unknown>> {
        match self.force(thunk)? {
            Value::Str(str) => Ok(Ok(str)),
            Value::Unknown(cause) => Ok(Err(cause)),
            other => Err(self.wrong_type("a string", other)),
        }
    }
}
