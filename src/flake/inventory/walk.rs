//! Walks schema and value together.

use serde_json::{Map, Value};

use super::formats::{self, Complaint};
use super::suggest::{self, Keys};
use super::{Place, Problem, Step};

/// What a walk found.
#[derive(Default)]
pub(super) struct Found {
    /// Mistakes of shape and spelling.
    pub problems: Vec<Problem>,
    /// Strings that must be the name of something.
    pub mentions: Vec<Mention>,
}

/// A string that must be the name of something.
pub(super) struct Mention {
    /// Where it stands.
    pub place: Place,
    /// What it must name: the value of `x-names`.
    pub what: String,
    /// The string.
    pub name: String,
}

/// Walks the whole value.
pub(super) fn walk(schema: &Value, value: &Value) -> Found {
    let mut walk = Walk { root: schema, path: Vec::new(), found: Found::default() };
    walk.value(schema, value);
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    path: Vec<Step>,
    found: Found,
}

impl<'a> Walk<'a> {
    fn value(&mut self, schema: &'a Value, value: &Value) {
        let schema = resolve(self.root, schema);
        if let Some(choices) = choices(schema) {
            return self.choice(&choices, value);
        }
        let kinds = kinds(schema);
        if !kinds.is_empty() && !kinds.iter().any(|kind| is_of(kind, value)) {
            return self.mismatch(&kinds, value);
        }
        match value {
            Value::Object(set) => self.set(schema, set),
            Value::Array(list) => self.list(schema, list),
            Value::Number(number) => self.number(schema, number.as_f64()),
            Value::String(text) => self.text(schema, text),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn set(&mut self, schema: &'a Value, set: &Map<String, Value>) {
        let keys = Keys::of(self.root, schema);
        for (key, value) in set {
            self.path.push(Step::Key(key.clone()));
            match keys.schema(key) {
                // `null` says the same as no key at all.
                Some(_) if value.is_null() => {}
                Some(schema) => self.value(schema, value),
                None => self.problem(format!("unknown key `{key}`"), Some(keys.instead_of(key))),
            }
            self.path.pop();
        }
        for name in keys.required() {
            if set.get(name).is_none_or(Value::is_null) {
                self.problem(format!("`{name}` is missing"), keys.meaning(name));
            }
        }
    }

    fn list(&mut self, schema: &'a Value, list: &[Value]) {
        let Some(items) = schema.get("items") else { return };
        for (index, value) in list.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.value(items, value);
            self.path.pop();
        }
    }

    fn number(&mut self, schema: &Value, number: Option<f64>) {
        let bound = |word| schema.get(word).and_then(Value::as_f64);
        // The schema leaves the bound of a 32-bit number to its format.
        let wide = schema.get("format").and_then(Value::as_str) == Some("uint32");
        let widest = wide.then_some(f64::from(u32::MAX));
        let (min, max) = (bound("minimum"), bound("maximum").or(widest));
        let Some(number) = number else { return };
        if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
            let range = match (min, max) {
                (Some(min), Some(max)) => format!("from {min} to {max}"),
                (Some(min), None) => format!("of at least {min}"),
                (_, max) => format!("of at most {}", max.unwrap_or_default()),
            };
            self.problem(format!("expected a number {range}, found {number}"), None);
        }
    }

    fn text(&mut self, schema: &Value, text: &str) {
        let word = |word| schema.get(word).and_then(Value::as_str);
        if let Some(Err(Complaint { message, help })) =
            word("format").map(|format| formats::check(format, text))
        {
            self.problem(message, help);
        }
        if let Some(what) = word("x-names") {
            let place = Place(self.path.clone());
            let (what, name) = (what.to_owned(), text.to_owned());
            self.found.mentions.push(Mention { place, what, name });
        }
    }

    fn choice(&mut self, choices: &[&str], value: &Value) {
        let Some(text) = value.as_str() else {
            return self.mismatch(&["string"], value);
        };
        if !choices.contains(&text) {
            let help = suggest::one_of(text, choices);
            self.problem(format!("`{text}` is not one of the possible values"), Some(help));
        }
    }

    fn mismatch(&mut self, kinds: &[&str], value: &Value) {
        let wanted = kinds.iter().map(|kind| in_words(kind)).collect::<Vec<_>>().join(" or ");
        let help = (kinds == ["array"] && !value.is_object() && !value.is_null())
            .then(|| "put it in brackets: `[ ... ]`".to_owned());
        self.problem(format!("expected {wanted}, found {}", in_words(kind_of(value))), help);
    }

    fn problem(&mut self, message: String, help: Option<String>) {
        self.found.problems.push(Problem { place: Place(self.path.clone()), message, help });
    }
}

/// Follows `$ref`, and of what may be null takes the other side.
pub(super) fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(pointer) = schema.get("$ref").and_then(Value::as_str) {
        let target = pointer.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(schema, |target| resolve(root, target));
    }
    let sides = schema.get("anyOf").and_then(Value::as_array);
    let side = sides.and_then(|sides| sides.iter().find(|side| kinds(side) != ["null"]));
    side.map_or(schema, |side| resolve(root, side))
}

/// The words of an enumeration.
pub(super) fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let sides = schema.get("oneOf")?.as_array()?;
    Some(
        sides
            .iter()
            .flat_map(|side| match side.get("const") {
                Some(word) => vec![word],
                None => side.get("enum").and_then(Value::as_array).into_iter().flatten().collect(),
            })
            .filter_map(Value::as_str)
            .collect(),
    )
}

/// The values of `type`; null only where nothing else is allowed.
pub(super) fn kinds(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
        }
        _ => Vec::new(),
    }
}

fn is_of(kind: &str, value: &Value) -> bool {
    let found = kind_of(value);
    found == kind || (kind == "number" && found == "integer")
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A kind of value in the words of Nix.
pub(super) fn in_words(kind: &str) -> &str {
    match kind {
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        "object" => "a set",
        other => other,
    }
}
