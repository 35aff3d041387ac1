//! What an option takes: types of `lib.types`, in the words of `reference` tables, such as
//! `nullOr (listOf port)`.

/// A type, as far as a literal can tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Anything, or something that no literal can be held against.
    Any,
    /// `true`, `false`
    Bool,
    /// A whole number between these.
    Int(i64, i64),
    /// A number with a point.
    Float,
    /// A text.
    Text,
    /// A text or path that begins at `/`.
    Path,
    /// What a derivation gives.
    Package,
    /// A set of whatever.
    Attrs,
    /// A module: a set, a function or a file.
    Submodule {
        /// Whether it takes names that nobody declares.
        open: bool,
    },
    /// A function.
    Function,
    /// One of these values.
    Enum(Vec<Value>),
    /// Or `null`.
    NullOr(Box<Kind>),
    /// A list.
    ListOf(Box<Kind>),
    /// A set of values that are all alike.
    AttrsOf(Box<Kind>),
    /// One or another.
    OneOf(Vec<Kind>),
}

/// A value as it is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a point.
    Float(f64),
    /// A text; none where parts of it are computed.
    Text(Option<String>),
    /// A path.
    Path,
    /// A list, with what is known of its elements.
    List(Vec<Option<Value>>),
    /// A set written with braces.
    Set,
    /// A function.
    Function,
}

impl Value {
    /// What it is, for people.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "a string",
            Self::Path => "a path",
            Self::List(_) => "a list",
            Self::Set => "a set",
            Self::Function => "a function",
        }
    }
}

impl Kind {
    /// Reads the notation; what it does not know takes anything.
    pub fn read(text: &str) -> Self {
        let mut words = Words { rest: text };
        let kind = words.kind();
        // `nullOr ints.unsigned (merged with max)`: how definitions are merged is no part of a value.
        kind.unwrap_or(Self::Any)
    }

    /// Whether it may hold names that a table does not list.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Any | Self::Attrs | Self::Function | Self::Package => true,
            Self::Submodule { open } => *open,
            // A set whose values have no names of their own is known by there being none in the table.
            Self::NullOr(kind) | Self::ListOf(kind) | Self::AttrsOf(kind) => kind.is_open(),
            Self::OneOf(kinds) => kinds.iter().any(Self::is_open),
            _ => false,
        }
    }

    /// What a value that it does not take is, for people: the part of it that is to blame.
    pub fn refused(&self, value: &Value) -> String {
        match (self, value) {
            (Self::NullOr(kind), value) => kind.refused(value),
            (Self::ListOf(kind), Value::List(items)) => {
                let bad = items.iter().flatten().find(|item| !kind.takes(item));
                let bad =
                    bad.map_or_else(String::new, |bad| format!(" with {}", kind.refused(bad)));
                format!("a list{bad}")
            }
            (Self::Enum(_) | Self::Path, Value::Text(Some(text))) => format!("{text:?}"),
            (Self::Int(..), Value::Int(number)) => number.to_string(),
            (_, value) => value.word().to_owned(),
        }
    }

    /// Whether a value may be of this type; what is not certain may be.
    pub fn takes(&self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Bool => matches!(value, Value::Bool(_)),
            Self::Int(least, most) => {
                matches!(value, Value::Int(number) if (least..=most).contains(&number))
            }
            Self::Float => matches!(value, Value::Float(_)),
            Self::Text => matches!(value, Value::Text(_)),
            Self::Path => match value {
                Value::Text(Some(text)) => text.starts_with('/'),
                // A set that is a derivation is a path too.
                Value::Text(None) | Value::Path | Value::Set => true,
                _ => false,
            },
            Self::Package => matches!(value, Value::Text(_) | Value::Path | Value::Set),
            Self::Attrs => matches!(value, Value::Set),
            Self::Submodule { .. } => match value {
                Value::Set | Value::Function | Value::Path | Value::Text(None) => true,
                Value::Text(Some(text)) => text.starts_with('/'),
                _ => false,
            },
            Self::Function => matches!(value, Value::Function | Value::Set),
            Self::Enum(values) => match value {
                Value::Text(None) => values.iter().any(|known| matches!(known, Value::Text(_))),
                value => values.contains(value),
            },
            Self::NullOr(kind) => *value == Value::Null || kind.takes(value),
            Self::ListOf(kind) => match value {
                Value::List(items) => items.iter().flatten().all(|item| kind.takes(item)),
                _ => false,
            },
            Self::AttrsOf(_) => matches!(value, Value::Set),
            Self::OneOf(kinds) => kinds.iter().any(|kind| kind.takes(value)),
        }
    }
}

/// The rest of a text that is read from its beginning.
struct Words<'a> {
    rest: &'a str,
}

impl Words<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> &str {
        self.skip();
        let is_part = |char: char| char.is_alphanumeric() || "._-".contains(char);
        let end = self.rest.find(|char| !is_part(char)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// One type with its arguments.
    fn kind(&mut self) -> Option<Kind> {
        Some(match self.word() {
            "bool" => Kind::Bool,
            "int" => Kind::Int(i64::MIN, i64::MAX),
            "ints.unsigned" => Kind::Int(0, i64::MAX),
            "ints.positive" => Kind::Int(1, i64::MAX),
            "ints.u8" => Kind::Int(0, 255),
            "ints.between" => Kind::Int(self.number()?, self.number()?),
            "port" | "ints.u16" => Kind::Int(0, 65_535),
            "float" => Kind::Float,
            "number" | "numbers.nonnegative" => {
                Kind::OneOf(vec![Kind::Int(i64::MIN, i64::MAX), Kind::Float])
            }
            "str" | "lines" | "commas" | "singleLineStr" | "nonEmptyStr" => Kind::Text,
            "strMatching" | "separatedString" => {
                self.string()?;
                Kind::Text
            }
            "path" => Kind::Path,
            "package" => Kind::Package,
            "attrs" | "ini" | "keyValue" => Kind::Attrs,
            "submodule" => Kind::Submodule { open: self.take("(freeform") },
            "functionTo" => Kind::Function,
            "enum" => self.values().map_or(Kind::Any, Kind::Enum),
            "nullOr" => Kind::NullOr(Box::new(self.argument()?)),
            "listOf" => Kind::ListOf(Box::new(self.argument()?)),
            "attrsOf" | "lazyAttrsOf" => Kind::AttrsOf(Box::new(self.argument()?)),
            "either" => Kind::OneOf(vec![self.argument()?, self.argument()?]),
            "coercedTo" => {
                let from = self.argument()?;
                self.word();
                Kind::OneOf(vec![from, self.argument()?])
            }
            "oneOf" => {
                let mut kinds = Vec::new();
                if !self.take("[") {
                    return None;
                }
                while !self.take("]") {
                    kinds.push(self.argument()?);
                }
                Kind::OneOf(kinds)
            }
            _ => Kind::Any,
        })
    }

    /// A type in parentheses, or of one word.
    fn argument(&mut self) -> Option<Kind> {
        if !self.take("(") {
            return self.kind();
        }
        let kind = self.kind()?;
        // What a type says beyond what is read here ends with its parenthesis.
        let mut depth = 1_u32;
        let end = self.rest.char_indices().find_map(|(at, char)| {
            match char {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at + 1)
        })?;
        self.rest = self.rest.get(end..)?;
        Some(kind)
    }

    fn number(&mut self) -> Option<i64> {
        self.word().parse().ok()
    }

    fn string(&mut self) -> Option<String> {
        self.skip();
        let mut stream = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        let text = stream.next()?.ok()?;
        let end = stream.byte_offset();
        self.rest = self.rest.get(end..)?;
        Some(text)
    }

    /// The values of an enumeration; none where they are computed.
    fn values(&mut self) -> Option<Vec<Value>> {
        if !self.take("[") {
            self.word();
            return None;
        }
        let mut values = Vec::new();
        while !self.take("]") {
            self.skip();
            values.push(if self.rest.starts_with('"') {
                Value::Text(Some(self.string()?))
            } else {
                match self.word() {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    number => Value::Int(number.parse().ok()?),
                }
            });
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Value};

    #[test]
    fn literals_are_held_against_types() {
        let text = |text: &str| Value::Text(Some(text.to_owned()));
        let list = |items: Vec<Value>| Value::List(items.into_iter().map(Some).collect());
        for (kind, fits, fails) in [
            ("bool", Value::Bool(true), text("yes")),
            ("nullOr str", Value::Null, Value::Int(1)),
            ("port", Value::Int(22), Value::Int(70_000)),
            ("listOf port", list(vec![Value::Int(22)]), list(vec![text("22")])),
            ("listOf str", list(vec![]), Value::Set),
            ("attrsOf (either lines submodule)", Value::Set, list(vec![])),
            ("either bool (enum [\"strict\" \"loose\"])", text("loose"), text("lose")),
            ("enum [false true \"lock\"]", Value::Bool(false), Value::Null),
            ("coercedTo (listOf str) escapeShellArgs str", list(vec![]), Value::Int(3)),
            ("nullOr ints.unsigned (merged with max)", Value::Int(3), Value::Int(-3)),
            ("submodule (freeform attrsOf (oneOf [str int bool]))", Value::Set, text("x")),
            ("oneOf [str (listOf str)]", list(vec![text("a")]), list(vec![Value::Int(1)])),
            ("strMatching \"a|(b)\"", text("a"), Value::Set),
            ("path", Value::Path, text("relative")),
            ("ints.between 1 19", Value::Int(19), Value::Int(20)),
            ("float", Value::Float(1.5), Value::Int(1)),
        ] {
            assert!(Kind::read(kind).takes(&fits), "{kind}: {fits:?}");
            assert!(!Kind::read(kind).takes(&fails), "{kind}: {fails:?}");
        }
        for any in ["yaml", "enum availableComponents", "unitOption", "anything", ""] {
            assert_eq!(Kind::read(any), Kind::Any, "{any}");
        }
    }

    #[test]
    fn what_takes_undeclared_names_is_known() {
        for (kind, open) in [
            ("submodule", false),
            ("submodule (freeform yaml)", true),
            ("attrsOf submodule", false),
            ("attrsOf (submodule (freeform yaml))", true),
            ("nullOr submodule", false),
            ("yaml", true),
            ("bool", false),
        ] {
            assert_eq!(Kind::read(kind).is_open(), open, "{kind}");
        }
    }
}
