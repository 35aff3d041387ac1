//! Finds the inventory file, evaluates it without Nix, and gives each mistake its place in a file.

use crate::error::{Error, Result};
use crate::model::finding::Range;
use crate::model::fleet::{Check, Fleet};
use crate::pure::path::PathData;
use crate::pure::value::{Set, Thunk, Value};
use crate::pure::{Evaluator, Options, on_deep_stack};
use crate::syntax::hir::Span;
use crate::syntax::lines::LineIndex;
use crate::tree::{RelPath, Source};

use super::spots::{Spot, Spots};
use super::{Problem, Step, read, without_nulls};

/// Where an inventory is looked for, beside `flake.nix`.
const NAMES: &[&str] = &["fleet.nix", "hosts/fleet.nix"];

/// Levels of an inventory of which the places are kept; it has fewer.
const SPOTS_DEPTH: u32 = 32;

/// An inventory file and what it says.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The file.
    pub file: RelPath,
    /// What it says; none where it has mistakes.
    pub fleet: Option<Fleet>,
    /// The mistakes, in the order of the file's keys.
    pub mistakes: Vec<Mistake>,
    /// The settings of `check`, which count even where there are mistakes elsewhere.
    pub check: Option<Check>,
    /// Where its keys stand.
    pub spots: Spots,
}

impl Inventory {
    /// Where the entry of a host stands.
    pub fn host(&self, name: &str) -> Option<&Spot> {
        let hosts = self.spots.keys.get("hosts")?;
        hosts.keys.get(name)?.here.as_ref()
    }
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
            check: None,
            spots: Spots::default(),
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
        let thunk = self.ev.heap.done(value);
        let json = self.ev.to_json(thunk);
        // Only what has a JSON text is finite.
        if matches!(json, Ok(Ok(_))) {
            inventory.spots = self.spots(value, SPOTS_DEPTH);
        }
        match json {
            Ok(Ok(json)) => match read(&json) {
                Ok(fleet) => {
                    inventory.check.clone_from(&fleet.check);
                    inventory.fleet = Some(fleet);
                }
                Err(problems) => {
                    inventory.check = settings(&json, &problems);
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

    /// Where the keys of a value stand, so many levels deep; it has been computed in full.
    fn spots(&mut self, value: Value, depth: u32) -> Spots {
        let mut spots = Spots::default();
        let Some(depth) = depth.checked_sub(1) else { return spots };
        match value {
            // As JSON this is a string, whatever else is in it.
            Value::Set(set) if self.stands_for_text(set) => {}
            Value::Set(set) => {
                for attr in &self.ev.heap.set_data(set).attrs {
                    let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name));
                    let name = name.into_owned();
                    let mut inside = self.spots_of(attr.value, depth);
                    inside.here = self.ev.attr_place(attr.pos).map(|place| Spot {
                        file: place.path.rel,
                        line: place.line,
                        span: Span { start: place.span.0, end: place.span.1 },
                    });
                    spots.keys.insert(name, inside);
                }
            }
            Value::List(list) => {
                let items = self.ev.heap.list_data(list);
                spots.items = items.items.iter().map(|item| self.spots_of(*item, depth)).collect();
            }
            _ => {}
        }
        spots
    }

    fn spots_of(&mut self, thunk: Thunk, depth: u32) -> Spots {
        self.ev.force(thunk).map_or_else(|_| Spots::default(), |value| self.spots(value, depth))
    }

    fn stands_for_text(&self, set: Set) -> bool {
        let data = self.ev.heap.set_data(set);
        ["outPath", "__toString"].iter().any(|name| {
            self.ev.heap.symbols.find(name.as_bytes()).is_some_and(|name| data.get(name).is_some())
        })
    }
}

/// The settings of `check`, where they themselves hold no mistake.
fn settings(fleet: &serde_json::Value, problems: &[Problem]) -> Option<Check> {
    let is_check = |step: &Step| *step == Step::Key("check".to_owned());
    if problems.iter().any(|problem| problem.place.0.first().is_some_and(is_check)) {
        return None;
    }
    serde_json::from_value(without_nulls(fleet.get("check")?)).ok()
}
