//! YAML as nodes with their places. An alias is the node it names, never a copy, so that a text of a
//! few lines cannot grow; whoever walks the nodes bounds his steps.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// Levels of collections, more than which nobody writes.
const DEPTH: usize = 64;

/// Maps that are merged into one, more than which nobody writes.
const MERGES: usize = 1_000;

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    /// Where it begins and, for a scalar, ends: bytes of the text.
    pub(super) bytes: (u32, u32),
    /// The line of that, from 1.
    pub(super) line: u32,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A text, and whether it stands there without quotes.
    Scalar(Rc<str>, bool),
    List(Rc<Vec<Node>>),
    Map(Rc<Vec<(Node, Node)>>),
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) bytes: (u32, u32),
    pub(super) line: u32,
    pub(super) message: String,
}

impl Node {
    /// The text of a scalar; none for a null.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, true) if matches!(&**text, "" | "~" | "null") => None,
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Option<&[Self]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value of a key in a map, or in what the map merges in (`<<`).
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let mut left = MERGES;
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            left = usize::checked_sub(left, 1)?;
            let Value::Map(entries) = &node.value else { continue };
            let find = |key: &str| {
                entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
            };
            if let Some(value) = find(key) {
                return Some(value);
            }
            if let Some(merged) = find("<<") {
                match merged.items() {
                    Some(items) => open.extend(items.iter().rev().take(MERGES)),
                    None => open.push(merged),
                }
            }
        }
        None
    }

    /// Whether this is a map.
    pub(super) fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }
}

/// Reads the first document of a text; none where it holds none.
pub(super) fn read(text: &str) -> Result<Option<Node>, Wrong> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut composer = Composer {
        offsets: Offsets::of(text),
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let mark = error.marker();
            composer.wrong(mark.index(), mark.line(), error.info())
        })?;
        if let Event::DocumentEnd = event {
            break;
        }
        composer.take(event, (span.start.index(), span.end.index()), span.start.line())?;
    }
    Ok(composer.root)
}

/// A collection that has not ended.
struct Open {
    anchor: usize,
    is_map: bool,
    items: Vec<Node>,
    start: (u32, u32),
    line: u32,
}

struct Composer {
    offsets: Offsets,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    root: Option<Node>,
}

impl Composer {
    fn take(&mut self, event: Event<'_>, at: (usize, usize), line: usize) -> Result<(), Wrong> {
        let bytes = (self.offsets.byte(at.0), self.offsets.byte(at.1));
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = Value::Scalar(text.as_ref().into(), style == ScalarStyle::Plain);
                self.put(anchor, Node { value, bytes, line: number });
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                if self.open.len() == DEPTH {
                    return Err(self.wrong(at.0, line, "is nested too deeply"));
                }
                let is_map = matches!(event, Event::MappingStart(..));
                let open = Open { anchor, is_map, items: Vec::new(), start: bytes, line: number };
                self.open.push(open);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.wrong(at.0, line, "an alias of what has not ended"));
                };
                self.put(0, node);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = if open.is_map {
            let mut entries = Vec::with_capacity(open.items.len() / 2);
            let mut items = open.items.into_iter();
            while let (Some(key), Some(value)) = (items.next(), items.next()) {
                entries.push((key, value));
            }
            Value::Map(entries.into())
        } else {
            Value::List(open.items.into())
        };
        self.put(open.anchor, Node { value, bytes: open.start, line: open.line });
    }

    fn put(&mut self, anchor: usize, node: Node) {
        // The parser counts anchors from 1.
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(node),
            None => self.root = Some(node),
        }
    }

    fn wrong(&self, index: usize, line: usize, message: &str) -> Wrong {
        let byte = self.offsets.byte(index);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Wrong { bytes: (byte, byte), line, message: message.to_owned() }
    }
}

/// From characters, in which the parser counts, to bytes.
struct Offsets {
    /// The first byte of each character; none where all are of one byte.
    starts: Option<Vec<u32>>,
    end: u32,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        let starts = (!text.is_ascii())
            .then(|| text.char_indices().map(|(start, _)| offset(start)).collect());
        Self { starts, end: offset(text.len()) }
    }

    fn byte(&self, character: usize) -> u32 {
        match &self.starts {
            Some(starts) => starts.get(character).copied().unwrap_or(self.end),
            None => u32::try_from(character).unwrap_or(u32::MAX).min(self.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_merges_lead_to_what_they_name() {
        let text = "a: &a [ä, b]\nb: *a\nc: &c { x: 1, y: 2 }\nd:\n  <<: *c\n  y: 3\n---\ne: 4\n";
        let root = read(text).unwrap().unwrap();
        assert_eq!(root.get("b").unwrap().items().unwrap()[1].text(), Some("b"));
        let b = &root.get("b").unwrap().items().unwrap()[1];
        assert_eq!(&text[b.bytes.0 as usize..b.bytes.1 as usize], "b");
        let d = root.get("d").unwrap();
        assert_eq!(
            (d.get("x").unwrap().text(), d.get("y").unwrap().text()),
            (Some("1"), Some("3"))
        );
        assert!(root.get("e").is_none(), "another document");
    }

    #[test]
    fn a_bomb_of_aliases_costs_nothing() {
        let level = |at: u32| match at.checked_sub(1) {
            Some(before) => format!("a{at}: &a{at} [*a{before}, *a{before}, *a{before}]\n"),
            None => "a0: &a0 [x, x]\n".to_owned(),
        };
        let text: String = (0..60).map(level).collect();
        assert!(read(&text).unwrap().unwrap().get("a59").is_some());
        assert!(read(&"[".repeat(200)).is_err());
        assert!(read("a: &a [*a]").is_err());
    }
}
