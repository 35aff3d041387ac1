//! Results for callers: names, JSON, plain strings.

use serde_json::{Map, Number, Value as Json};

use super::Evaluator;
use super::coerce::Coercion;
use super::fault::{Eval, Fault};
use super::value::{Thunk, Unknown, Value};

/// The names of a set: exact, or marked incomplete, never wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names that are there for sure, sorted.
    pub present: Vec<String>,
    /// Names that may be there, sorted.
    pub maybe: Vec<String>,
    /// Why there may be others.
    pub open: Option<String>,
}

impl Names {
    /// Whether `present` is the whole answer.
    pub fn is_complete(&self) -> bool {
        self.open.is_none() && self.maybe.is_empty()
    }
}

impl Evaluator {
    /// The names of a set; none for other values. Anything unknown counts as an open set.
    pub fn names(&self, value: Value) -> Option<Names> {
        match value {
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                let mut names = Names {
                    open: data.open.map(|cause| self.cause(cause).reason.clone()),
                    ..Names::default()
                };
                for attr in self.heap.by_name(&data) {
                    let name = String::from_utf8_lossy(self.heap.symbols.name(attr.name));
                    let list = if attr.maybe { &mut names.maybe } else { &mut names.present };
                    list.push(name.into_owned());
                }
                Some(names)
            }
            Value::Unknown(cause) => {
                Some(Names { open: Some(self.cause(cause).reason.clone()), ..Names::default() })
            }
            _ => None,
        }
    }

    /// A string value's text, where it is one and UTF-8.
    pub fn text(&self, value: Value) -> Option<String> {
        match value {
            Value::Str(str) => String::from_utf8(self.heap.string(str).bytes.to_vec()).ok(),
            _ => None,
        }
    }

    /// The value as `nix-instantiate --eval --strict --json` prints it, or why some part of it is
    /// not known.
    ///
    /// # Errors
    /// What evaluation faults with; functions have no JSON.
    pub fn to_json(&mut self, thunk: Thunk) -> Eval<Result<Json, Unknown>> {
        let value = self.force(thunk)?;
        self.nested(|ev| ev.json_of(value))
    }

    fn json_of(&mut self, value: Value) -> Eval<Result<Json, Unknown>> {
        Ok(Ok(match value {
            Value::Null => Json::Null,
            Value::Bool(bool) => Json::Bool(bool),
            Value::Int(int) => Json::Number(int.into()),
            Value::Float(float) => Number::from_f64(float).map_or(Json::Null, Json::Number),
            Value::Unknown(cause) => return Ok(Err(cause)),
            Value::Str(_) | Value::Path(_) => {
                return Ok(self
                    .coerce(value, Coercion::Interpolate)?
                    .map(|(bytes, _)| Json::String(String::from_utf8_lossy(&bytes).into_owned())));
            }
            Value::List(list) => {
                let data = self.heap.list_data(list);
                if !data.is_exact() {
                    let cause = self.join_cause();
                    return Ok(Err(data.open.unwrap_or(cause)));
                }
                let mut items = Vec::with_capacity(data.items.len());
                for item in &data.items {
                    match self.to_json(*item)? {
                        Ok(item) => items.push(item),
                        Err(cause) => return Ok(Err(cause)),
                    }
                }
                Json::Array(items)
            }
            Value::Set(set) => {
                let data = self.heap.set_data(set);
                let special = [self.names.to_string, self.names.out_path];
                if special.iter().any(|name| data.get(*name).is_some()) {
                    return self.json_of_convertible(value, &data);
                }
                if !data.is_exact() {
                    let cause = self.join_cause();
                    return Ok(Err(data.open.unwrap_or(cause)));
                }
                let mut map = Map::new();
                for attr in self.heap.by_name(&data) {
                    let name = self.heap.symbols.name(attr.name);
                    let name = String::from_utf8_lossy(name).into_owned();
                    match self.to_json(attr.value)? {
                        Ok(value) => map.insert(name, value),
                        Err(cause) => return Ok(Err(cause)),
                    };
                }
                Json::Object(map)
            }
            Value::Lambda(_) | Value::Builtin(_) | Value::Partial(_) => {
                return Err(Fault::eval("cannot convert a function to JSON"));
            }
        }))
    }

    /// A set that converts to a string counts as that string; one with an `outPath` as that.
    fn json_of_convertible(
        &mut self,
        value: Value,
        data: &super::value::SetData,
    ) -> Eval<Result<Json, Unknown>> {
        match (data.get(self.names.to_string), data.get(self.names.out_path)) {
            (None, Some(attr)) if !attr.maybe && data.open.is_none() => self.to_json(attr.value),
            _ => Ok(self
                .coerce(value, Coercion::Interpolate)?
                .map(|(bytes, _)| Json::String(String::from_utf8_lossy(&bytes).into_owned()))),
        }
    }
}
