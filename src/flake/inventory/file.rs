//! Finds the inventory file, evaluates it without Nix, and gives each mistake its place in a file.

use crate::error::{Error, Result};
use crate::model::finding::Range;
use crate::model::fleet::Fleet;
use crate::pure::path::PathData;
use crate::pure::value::{Thunk, Value};
use crate::pure::{Evaluator, Options, on_deep_stack};
use crate::syntax::hir::Span;
use crate::syntax::lines::LineIndex;
use crate::tree::{RelPath, Source};

use super::{Step, read};

/// Where an inventory is looked for, beside `flake.nix`.
const NAMES: &[&str] = &["fleet.nix", "hosts/fleet.nix"];

/// An inventory file and what it says.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The file.
    pub file: RelPath,
    /// What it says; none where it has mistakes.
    pub fleet: Option<Fleet>,
    /// The mistakes, in the order of the file's keys.
    pub mistakes: Vec<Mistake>,
    /// Where each host's entry stands, by name.
    pub hosts: std::collections::BTreeMap<String, (RelPath, u32)>,
}

/// A mistake and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file it stands in: the inventory or one it imports.
    pub file: RelPath,
    /// Where; none where the value is computed.
    pub range: Option<Range>,
    /// One sentence, no trailing full stop.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// Reads the inventory of a flake: the file named, or the usual one. None where there is none.
///
/// # Errors
/// A named file that is not there, or a machine that gives no thread.
pub fn load(source: &Source, named: Option<&RelPath>) -> Result<Option<Inventory>> {
    let Some(file) = find(source, named)? else { return Ok(None) };
    let inventory = on_deep_stack(|| Loading::new(source, &file).run())
        .map_err(|error| Error::tool("the evaluator could not be started").because(error))?;
    Ok(Some(inventory))
}

fn find(source: &Source, named: Option<&RelPath>) -> Result<Option<RelPath>> {
    if let Some(named) = named {
        return match source.tree.kind(named)? {
            Some(kind) if kind.is_file() => Ok(Some(named.clone())),
            _ => Err(source.tree.absent("inventory", named)),
        };
    }
    for name in NAMES {
        let Some(path) = source.flake_dir.join(name) else { continue };
        if source.tree.kind(&path)?.is_some_and(crate::tree::EntryKind::is_file) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// A reading under way.
struct Loading<'a> {
    source: &'a Source,
    file: &'a RelPath,
    ev: Evaluator,
}

impl<'a> Loading<'a> {
    fn new(source: &'a Source, file: &'a RelPath) -> Self {
        let ev = Evaluator::new(Options { pure_mode: true, ..Options::default() });
        Self { source, file, ev }
    }

    fn run(mut self) -> Inventory {
        let mut inventory = Inventory {
            file: self.file.clone(),
            fleet: None,
            mistakes: Vec::new(),
            hosts: std::collections::BTreeMap::new(),
        };
        let mount = self.source.tree.root_dir().and_then(|root| root.to_str()).map(str::to_owned);
        let root = self.ev.add_root(self.source.tree.clone(), mount);
        let path = PathData { root, rel: self.file.clone() };
        let value = match self.ev.import(&path) {
            Ok(value) => value,
            Err(fault) => {
                inventory.mistakes.push(self.fault(&fault));
                return inventory;
            }
        };
        inventory.hosts = self.host_places(value);
        let thunk = self.ev.heap.done(value);
        match self.ev.to_json(thunk) {
            Ok(Ok(json)) => match read(&json) {
                Ok(fleet) => inventory.fleet = Some(fleet),
                Err(problems) => {
                    inventory.mistakes = problems
                        .into_iter()
                        .map(|problem| {
                            let place = self.place_of(value, &problem.place.0);
                            self.mistake(place, problem.to_string(), problem.help.clone())
                        })
                        .collect();
                }
            },
            Ok(Err(cause)) => {
                let data = self.ev.cause(cause);
                let place = data.at.and_then(|at| self.ev.place(at));
                let message = format!("the inventory depends on {}", data.reason);
                let help = "an inventory is plain data: write the value out".to_owned();
                inventory.mistakes.push(self.mistake(place, message, Some(help)));
            }
            Err(fault) => inventory.mistakes.push(self.fault(&fault)),
        }
        inventory
    }

    fn fault(&self, fault: &crate::pure::Fault) -> Mistake {
        let place = fault.at.and_then(|at| self.ev.place(at));
        self.mistake(place, fault.message.clone(), None)
    }

    fn mistake(
        &self,
        place: Option<crate::pure::Place>,
        message: String,
        help: Option<String>,
    ) -> Mistake {
        let (file, range) = match place {
            Some(place) => {
                let range = self.range(&place.path.rel, place.span);
                (place.path.rel, range)
            }
            None => (self.file.clone(), None),
        };
        Mistake { file, range, message, help }
    }

    fn range(&self, file: &RelPath, (start, end): (u32, u32)) -> Option<Range> {
        let text = self.source.tree.read(file).ok()?;
        Some(LineIndex::new(&text).range(Span { start, end }))
    }

    /// The definition of the innermost attribute on the way to a value.
    fn place_of(&mut self, value: Value, steps: &[Step]) -> Option<crate::pure::Place> {
        let mut place = None;
        let mut value = value;
        for step in steps {
            let next: Thunk = match (step, value) {
                (Step::Key(key), Value::Set(set)) => {
                    let name = self.ev.heap.symbols.find(key.as_bytes())?;
                    let attr = *self.ev.heap.set_data(set).get(name)?;
                    place = self.ev.attr_place(attr.pos).or(place);
                    attr.value
                }
                (Step::Index(at), Value::List(list)) => {
                    *self.ev.heap.list_data(list).items.get(*at)?
                }
                _ => return place,
            };
            let Ok(forced) = self.ev.force(next) else { return place };
            value = forced;
        }
        place
    }

    fn host_places(&mut self, value: Value) -> std::collections::BTreeMap<String, (RelPath, u32)> {
        let Ok(Some(Value::Set(hosts))) = self.ev.get(value, "hosts") else {
            return std::collections::BTreeMap::new();
        };
        let data = self.ev.heap.set_data(hosts);
        data.attrs
            .iter()
            .filter_map(|attr| {
                let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name));
                let place = self.ev.attr_place(attr.pos)?;
                Some((name.into_owned(), (place.path.rel, place.line)))
            })
            .collect()
    }
}
