//! What the modules of a host say of a few options that tell hosts apart.
//!
//! Only what certainly holds counts: a definition under a condition that is not known, or in a set
//! that may hold more, is one of unknown value.

use super::Search;
use crate::pure::value::{Attr, Value};
use crate::syntax::hir::Span;
use crate::tree::RelPath;

/// An option that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// `networking.hostName`
    HostName,
    /// `networking.hostId`
    HostId,
    /// `nixpkgs.hostPlatform`: a system, or a set with `system`
    HostPlatform,
}

impl Setting {
    const ALL: [Self; 3] = [Self::HostName, Self::HostId, Self::HostPlatform];

    const fn path(self) -> [&'static str; 2] {
        match self {
            Self::HostName => ["networking", "hostName"],
            Self::HostId => ["networking", "hostId"],
            Self::HostPlatform => ["nixpkgs", "hostPlatform"],
        }
    }
}

/// What one module says of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The option.
    pub setting: Setting,
    /// The value; none where it is not known.
    pub value: Option<String>,
    /// The lowest wins. `lib.mkForce` is 50, a plain value 100, `lib.mkDefault` 1000.
    pub priority: i64,
    /// Where the value is written; none where it is computed.
    pub at: Option<Written>,
}

/// Where a definition is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// The file.
    pub file: RelPath,
    /// The bytes of the attribute's name.
    pub span: Span,
    /// Its line, from 1.
    pub line: u32,
}

/// The priority of a value without `mkForce` and the like.
const PLAIN: i64 = 100;

/// Sets inside one another, more than which something goes round.
const DEPTH: u32 = 64;

impl Definition {
    /// What a module of which nothing is known may say.
    pub(super) fn unknown() -> impl Iterator<Item = Self> {
        Setting::ALL.into_iter().map(|setting| Self::of_unknown(setting, PLAIN))
    }

    const fn of_unknown(setting: Setting, priority: i64) -> Self {
        Self { setting, value: None, priority, at: None }
    }
}

/// The value that an option certainly has, and its definition.
pub fn only_value(definitions: &[Definition], setting: Setting) -> Option<&Definition> {
    let all = || definitions.iter().filter(|definition| definition.setting == setting);
    if all().any(|definition| definition.value.is_none()) {
        return None;
    }
    let lowest = all().map(|definition| definition.priority).min()?;
    let mut winners = all().filter(|definition| definition.priority == lowest);
    let first = winners.next()?;
    winners.all(|other| other.value == first.value).then_some(first)
}

impl Search<'_> {
    /// Adds what a module, given as a set, says.
    pub(super) fn read_definitions(&mut self, module: Value, definitions: &mut Vec<Definition>) {
        let inner = match self.attr(module, "config") {
            Inside::Nothing => Some(module),
            Inside::Attr(attr) => self.ev.force(attr.value).ok(),
            Inside::Unknown => None,
        };
        for setting in Setting::ALL {
            let mut reading = Reading { setting, priority: PLAIN, depth: DEPTH, definitions };
            match inner {
                Some(config) => self.read_path(config, &setting.path(), None, &mut reading),
                None => reading.unknown(),
            }
        }
    }

    fn read_path(
        &mut self,
        value: Value,
        path: &[&str],
        attr: Option<Attr>,
        reading: &mut Reading<'_>,
    ) {
        if reading.depth == 0 {
            return reading.unknown();
        }
        reading.depth -= 1;
        match self.kind_of(value) {
            Some(kind) => self.read_wrapped(value, &kind, path, attr, reading),
            None => self.read_plain(value, path, attr, reading),
        }
        reading.depth += 1;
    }

    fn read_plain(
        &mut self,
        value: Value,
        path: &[&str],
        attr: Option<Attr>,
        reading: &mut Reading<'_>,
    ) {
        let Some((name, rest)) = path.split_first() else {
            let at = attr.and_then(|attr| self.written(attr.pos));
            let definition = Definition {
                setting: reading.setting,
                value: self.definition_text(value, reading.setting),
                priority: reading.priority,
                at,
            };
            return reading.definitions.push(definition);
        };
        match self.attr(value, name) {
            Inside::Nothing => {}
            Inside::Unknown => reading.unknown(),
            Inside::Attr(attr) => match self.ev.force(attr.value) {
                Ok(next) => self.read_path(next, rest, Some(attr), reading),
                Err(_) => reading.unknown(),
            },
        }
    }

    /// Where an attribute of this flake's files stands.
    pub(super) fn written(&self, pos: u32) -> Option<Written> {
        let place = self.ev.attr_place(pos).filter(|place| place.path.root == self.root)?;
        let span = Span { start: place.span.0, end: place.span.1 };
        Some(Written { file: place.path.rel, span, line: place.line })
    }

    fn definition_text(&mut self, value: Value, setting: Setting) -> Option<String> {
        let value = match value {
            Value::Set(_) if setting == Setting::HostPlatform => {
                self.ev.get(value, "system").ok()??
            }
            other => other,
        };
        self.ev.text(value)
    }

    /// What `mkIf`, `mkMerge`, `mkOverride` and the like have made.
    fn read_wrapped(
        &mut self,
        value: Value,
        kind: &str,
        path: &[&str],
        attr: Option<Attr>,
        reading: &mut Reading<'_>,
    ) {
        let condition = (kind == "if").then(|| self.ev.get(value, "condition"));
        if let Some(Ok(Some(Value::Bool(false)))) = condition {
            return;
        }
        if kind == "merge" {
            let Ok(Some(Value::List(list))) = self.ev.get(value, "contents") else {
                return reading.unknown();
            };
            let list = self.ev.heap.list_data(list);
            if list.open.is_some() {
                reading.unknown();
            }
            for item in &list.items {
                match self.ev.force(*item) {
                    Ok(item) => self.read_path(item, path, attr, reading),
                    Err(_) => reading.unknown(),
                }
            }
            return;
        }
        let Ok(Some(content)) = self.ev.get(value, "content") else { return reading.unknown() };
        let before = (reading.priority, reading.definitions.len());
        if kind == "override" {
            match self.ev.get(value, "priority") {
                Ok(Some(Value::Int(priority))) => reading.priority = priority,
                _ => return reading.unknown(),
            }
        }
        self.read_path(content, path, attr, reading);
        reading.priority = before.0;
        if kind == "if" && !matches!(condition, Some(Ok(Some(Value::Bool(true))))) {
            for definition in reading.definitions.iter_mut().skip(before.1) {
                definition.value = None;
            }
        }
    }

    /// The `_type` of a set that stands for more than itself.
    pub(super) fn kind_of(&mut self, value: Value) -> Option<String> {
        let Inside::Attr(attr) = self.attr(value, "_type") else { return None };
        let kind = self.ev.force(attr.value).ok()?;
        self.ev.text(kind)
    }

    pub(super) fn attr(&mut self, set: Value, name: &str) -> Inside {
        let Value::Set(set) = set else {
            return if matches!(set, Value::Unknown(_)) {
                Inside::Unknown
            } else {
                Inside::Nothing
            };
        };
        let name = self.ev.heap.symbols.intern(name.as_bytes());
        let data = self.ev.heap.set_data(set);
        match data.get(name) {
            Some(attr) if attr.maybe => Inside::Unknown,
            Some(attr) => Inside::Attr(*attr),
            None if data.open.is_some() => Inside::Unknown,
            None => Inside::Nothing,
        }
    }
}

/// What a set has of a name.
pub(super) enum Inside {
    Nothing,
    Attr(Attr),
    Unknown,
}

struct Reading<'a> {
    setting: Setting,
    priority: i64,
    depth: u32,
    definitions: &'a mut Vec<Definition>,
}

impl Reading<'_> {
    fn unknown(&mut self) {
        self.definitions.push(Definition::of_unknown(self.setting, self.priority));
    }
}
