//! Blocks of Alloy's configuration language, and their text.

use std::fmt::Write as _;

use serde_json::Value;

use crate::error::Result;
use crate::render::engine::Language;

/// A block: its name, its label where it is a component, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Block {
    name: String,
    label: Option<String>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    Value(String, Value),
    Reference(String, String),
    Block(Block),
}

impl Block {
    /// A block inside of another.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), label: None, entries: Vec::new() }
    }

    /// A component.
    pub(super) fn component(name: &str, label: &str) -> Self {
        Self { label: Some(label.to_owned()), ..Self::new(name) }
    }

    /// Adds a value.
    pub(super) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.entries.push(Entry::Value(name.to_owned(), value.into()));
    }

    /// Adds what refers to another component, as it is written.
    pub(super) fn refer(&mut self, name: &str, to: impl Into<String>) {
        self.entries.push(Entry::Reference(name.to_owned(), to.into()));
    }

    /// Adds a block.
    pub(super) fn add(&mut self, block: Self) {
        self.entries.push(Entry::Block(block));
    }

    fn write(&self, depth: usize, text: &mut String) -> Result<()> {
        let indent = "  ".repeat(depth);
        let label = self.label.as_ref().map(|label| Language::Alloy.literal_of(label.as_str()));
        let label = label.transpose()?.map(|label| format!(" {label}")).unwrap_or_default();
        if self.entries.is_empty() {
            let _ = writeln!(text, "{indent}{}{label} {{ }}", self.name);
            return Ok(());
        }
        let _ = writeln!(text, "{indent}{}{label} {{", self.name);
        for entry in &self.entries {
            match entry {
                Entry::Value(name, value) => {
                    let literal = Language::Alloy.literal_of(value)?;
                    let _ = writeln!(text, "{indent}  {name} = {literal}");
                }
                Entry::Reference(name, to) => {
                    let _ = writeln!(text, "{indent}  {name} = {to}");
                }
                Entry::Block(block) => block.write(depth + 1, text)?,
            }
        }
        let _ = writeln!(text, "{indent}}}");
        Ok(())
    }
}

/// The text of a configuration, read back.
///
/// # Errors
/// A value that Alloy has no literal for, or a mistake of nixward's own.
pub(super) fn text(blocks: &[Block]) -> Result<String> {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        block.write(0, &mut text)?;
    }
    Language::Alloy.read_back("a migrated configuration", &text)?;
    Ok(text)
}
