//! What evaluations say of hosts, and where in the flake's files that is written.

pub(super) mod run;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use jiff::civil::Date;

use super::input::Input;
use super::sink::{Draft, Sink};
use crate::flake::hosts::{Discovered, Discovery};
use crate::flake::inventory::Step;
use crate::flake::inventory::file::Inventory;
use crate::flake::written::{self, Written};
use crate::model::facts::{Evaluated, Fact, FactError, FleetFacts, HostState, SecretFile};
use crate::model::host::HostKind;
use crate::model::secrets::SecretMatrix;
use crate::syntax::files::Files;
use crate::syntax::hir::Span;
use crate::tree::{RelPath, Tree};

/// The hosts of `nixosConfigurations` and what evaluations say of them.
pub struct Known<'a> {
    /// All files.
    pub files: &'a Files,
    /// The hosts as the flake's files define them; none where nobody looked for them.
    pub discovery: Option<&'a Discovery>,
    /// What the flake's own inventory says; none where it has none.
    pub inventory: Option<&'a Inventory>,
    /// What is known of the flake's secrets; none where nobody looked.
    pub secrets: Option<&'a SecretMatrix>,
    /// What evaluations say.
    pub facts: &'a FleetFacts,
    /// The day by which dates are judged.
    pub today: Date,
    flake: RelPath,
    texts: RefCell<HashMap<RelPath, Rc<Text>>>,
}

/// A file and what it defines.
pub struct Text {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it defines as a module.
    pub options: Vec<Written>,
}

/// A place in the flake's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: String,
    span: Option<Span>,
}

/// A host that was evaluated.
#[derive(Clone, Copy)]
pub struct KnownHost<'a> {
    /// Its attribute name.
    pub name: &'a str,
    /// What is known of it.
    pub evaluated: &'a Evaluated,
}

impl<'a> Known<'a> {
    pub(super) fn new(input: &Input<'a>, facts: &'a FleetFacts) -> Self {
        Self {
            files: input.files,
            discovery: input.hosts,
            inventory: input.inventory,
            secrets: input.secrets,
            facts,
            today: input.today,
            flake: input.flake_dir.join("flake.nix").unwrap_or_else(RelPath::root),
            texts: RefCell::default(),
        }
    }

    /// The hosts that were evaluated, by name.
    pub fn hosts(&self) -> impl Iterator<Item = KnownHost<'a>> + use<'a> {
        self.facts.hosts.iter().filter_map(|(name, state)| match state {
            HostState::Known(evaluated) => Some(KnownHost { name, evaluated }),
            HostState::Unknown(_) => None,
        })
    }

    /// Whether a host has a secret.
    pub fn has_secrets(&self) -> bool {
        let has = |secrets: &Fact<Option<_>>| {
            let secrets: Option<&BTreeMap<String, SecretFile>> =
                secrets.value().and_then(Option::as_ref);
            secrets.is_some_and(|secrets| !secrets.is_empty())
        };
        self.hosts().any(|host| has(&host.evaluated.facts.age) || has(&host.evaluated.facts.sops))
    }

    /// All files.
    pub fn tree(&self) -> &'a Tree {
        self.files.tree()
    }

    /// What the files alone say of a host.
    pub fn discovered(&self, host: &str) -> Option<&'a Discovered> {
        let all = &self.discovery?.hosts;
        all.iter().find(|found| found.host.kind == HostKind::Nixos && found.host.name == host)
    }

    /// The finding that a host has this.
    pub fn report<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        host: &str,
        place: &Place,
        message: impl Into<String>,
    ) -> &'s mut Draft {
        sink.in_file(place.file.as_str(), place.span, message).host(host)
    }

    /// Where the inventory says something.
    pub fn at_inventory(&self, steps: &[Step]) -> Place {
        let spot = self.inventory.and_then(|inventory| inventory.spots.find(steps));
        let file = self.inventory.map_or(&self.flake, |inventory| &inventory.file);
        match spot {
            Some(spot) => Place { file: spot.file.to_string(), span: Some(spot.span) },
            None => Place { file: file.to_string(), span: None },
        }
    }

    /// A finding about what the inventory says.
    pub fn about_inventory<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        steps: &[Step],
        message: impl Into<String>,
    ) -> &'s mut Draft {
        let place = self.at_inventory(steps);
        sink.in_file(place.file, place.span, message)
    }

    /// Where a host is defined.
    pub fn at_host(&self, host: &str) -> Place {
        let at = self.discovered(host).and_then(|found| found.host.at.as_ref());
        let found = at.and_then(|at| self.line(&at.file, at.line, None));
        found.unwrap_or_else(|| Place { file: self.flake.to_string(), span: None })
    }

    /// Where the first of these options is set that exactly one file of the host sets; else where
    /// the host is defined.
    pub fn at_option(&self, host: &str, options: &[&str]) -> Place {
        let files: Vec<RelPath> = match self.discovered(host) {
            Some(found) => found.host.files.iter().filter_map(|file| RelPath::new(file)).collect(),
            None => Vec::new(),
        };
        let only = |option: &&str| {
            let mut places = files.iter().filter_map(|file| self.defined(file, option));
            places.next().filter(|_| places.next().is_none())
        };
        options.iter().find_map(only).unwrap_or_else(|| self.at_host(host))
    }

    /// Whether a file of the host writes out the text that one of these options has.
    pub fn writes_out(&self, host: &str, options: &[String]) -> bool {
        let files = self.discovered(host).map_or(&[][..], |found| &found.host.files[..]);
        files.iter().filter_map(|file| RelPath::new(file)).any(|file| {
            let text = self.text(&file);
            let is_text = |written: &Written| {
                let rest = text.bytes.get(written.span.end as usize..).unwrap_or_default();
                let value =
                    rest.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
                value.is_some_and(|value| value.starts_with(b"\"") || value.starts_with(b"''"))
            };
            text.options.iter().any(|it| options.contains(&it.option) && is_text(it))
        })
    }

    /// Where a file of the host that Nix names sets an option; where that is no file of the flake,
    /// as [`Self::at_option`].
    pub fn at_file(&self, host: &str, file: Option<&str>, option: &str) -> Place {
        let Some(file) = file.and_then(|file| self.own(file)) else {
            return self.at_option(host, &[option]);
        };
        let whole = || Place { file: file.to_string(), span: None };
        self.defined(&file, option).unwrap_or_else(whole)
    }

    /// Where an error of the host comes from; where that is no file of the flake, where the host is
    /// defined.
    pub fn at_error(&self, host: &str, error: &FactError) -> Place {
        let at = error.at.as_ref().filter(|at| at.own);
        let found = at.and_then(|at| {
            let file = self.own(&at.file)?;
            let defined = |option: &String| self.defined(&file, option);
            match (at.line, &error.option) {
                (Some(line), _) => self.line(&at.file, line, at.column),
                (None, Some(option)) => defined(option),
                (None, None) => None,
            }
            .or_else(|| Some(Place { file: file.to_string(), span: None }))
        });
        found.unwrap_or_else(|| self.at_host(host))
    }

    /// A file of the flake that a text of Nix names between quotes.
    pub fn named_in(&self, text: &str) -> Option<String> {
        let mut names = text.split(['`', '\'', '"']);
        names.find_map(|name| self.own(name)).map(|file| file.to_string())
    }

    /// The file of the flake that Nix calls so.
    pub fn own(&self, file: &str) -> Option<RelPath> {
        let path = RelPath::new(file).filter(|path| !path.is_root())?;
        let kind = self.tree().kind(&path).ok().flatten()?;
        kind.is_file().then_some(path)
    }

    /// A file's text and what it defines.
    pub fn text(&self, file: &RelPath) -> Rc<Text> {
        if let Some(text) = self.texts.borrow().get(file) {
            return Rc::clone(text);
        }
        let text = match self.files.read(file, None) {
            Ok((bytes, hir)) => {
                Text { bytes: bytes.to_vec(), options: written::options_of(&bytes, &hir) }
            }
            Err(_) => Text { bytes: Vec::new(), options: Vec::new() },
        };
        let text = Rc::new(text);
        self.texts.borrow_mut().insert(file.clone(), Rc::clone(&text));
        text
    }

    /// Where a file sets an option.
    fn defined(&self, file: &RelPath, option: &str) -> Option<Place> {
        let text = self.text(file);
        let written = text.options.iter().find(|written| written.option == option)?;
        Some(Place { file: file.to_string(), span: Some(written.span) })
    }

    /// A line of a file, from 1, from a column on.
    fn line(&self, file: &str, line: u32, column: Option<u32>) -> Option<Place> {
        let path = self.own(file)?;
        let text = self.text(&path);
        let span = line_span(&text.bytes, line, column);
        Some(Place { file: path.to_string(), span })
    }
}

impl KnownHost<'_> {
    /// All that went wrong, each once.
    pub fn errors(&self) -> Vec<&FactError> {
        let drv = self.evaluated.drv_path.as_ref().and_then(Fact::error);
        let facts = self.evaluated.facts.errors();
        let mut errors: Vec<&FactError> = Vec::new();
        for error in facts.into_iter().map(|(_, error)| error).chain(drv) {
            let is_same = |other: &&FactError| {
                other.kind == error.kind && other.message == error.message && other.at == error.at
            };
            if !errors.iter().any(is_same) {
                errors.push(error);
            }
        }
        errors
    }
}

/// Year and month of a release such as `25.05`.
pub fn release(text: &str) -> Option<(u32, u32)> {
    let (year, month) = text.split_once('.')?;
    Some((year.parse().ok()?, month.get(..2)?.parse().ok()?))
}

/// The bytes of a line without the blanks around it, from a column on; both count from 1.
fn line_span(text: &[u8], line: u32, column: Option<u32>) -> Option<Span> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|at| at + 1));
    let start = starts.clone().nth(line)?;
    let rest = text.get(start..)?;
    let content = rest.split(|byte| *byte == b'\n').next()?.trim_ascii_end();
    let blanks = content.len() - content.trim_ascii_start().len();
    let column = column.and_then(|column| usize::try_from(column).ok()?.checked_sub(1));
    let skipped = column.filter(|column| *column < content.len()).unwrap_or(blanks);
    let offset = |at: usize| u32::try_from(at).ok();
    Some(Span { start: offset(start + skipped)?, end: offset(start + content.len())? })
}

#[cfg(test)]
mod tests {
    use super::line_span;

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = b"{\n  a = 1;  \n}\n";
        let at = |line, column| line_span(text, line, column).map(|span| (span.start, span.end));
        assert_eq!(at(2, None), Some((4, 10)));
        assert_eq!(at(2, Some(7)), Some((8, 10)));
        assert_eq!(at(2, Some(99)), Some((4, 10)));
        assert_eq!(at(9, None), None);
        assert_eq!(at(0, None), None);
    }
}
