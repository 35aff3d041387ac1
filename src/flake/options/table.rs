//! The table of options.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::kind::Kind;
use super::path::OptionPath;
use super::release::{Moment, Release};
use super::text;

/// The options that nixward knows by itself. `docs/options.md` says how it is made.
const BUILT_IN: &str = include_str!("nixos.tsv");

/// Where facts come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A short name, by which rows refer to it.
    pub name: String,
    /// The release that it shows: its own, or for the development branch the next one.
    pub release: Release,
    /// For the development branch, a day by which it was as shown; none for a release.
    pub day: Option<Date>,
    /// What was read.
    pub what: String,
}

/// What is said of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// There is such an option.
    Declared {
        /// What it takes, in the notation of [`Kind`].
        kind: String,
        /// Its default as JSON, or as Nix in `${...}`; none where it has none.
        default: Option<String>,
        /// Whether nobody may set it.
        read_only: bool,
    },
    /// It has another name now.
    Renamed {
        /// That name.
        to: String,
        /// Whether NixOS warns of the old one.
        warns: bool,
    },
    /// It is gone.
    Removed {
        /// What to do in its place; may be empty.
        instead: String,
    },
}

/// A path and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is said.
    pub fact: Fact,
    /// Who says so: positions in [`Table::sources`], oldest first.
    pub sources: Vec<usize>,
}

/// Options by their path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Where the rows come from, oldest first.
    pub sources: Vec<Source>,
    /// Whether it has all options of its source, so that what it lacks does not exist.
    pub whole: bool,
    pub(super) root: Node,
}

/// A part of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) row: Option<Row>,
    pub(super) below: BTreeMap<String, Node>,
}

/// What a table says of a path.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// This.
    Row(&'a Row),
    /// It lies in an option that this row declares and whose own names are not listed.
    Inside(&'a Row),
    /// It is part of the paths of options and none itself.
    Namespace,
    /// A table that knows everything does not know it.
    Missing,
    /// The table does not say.
    NotCovered,
}

impl Table {
    /// The one that is built in.
    pub fn built_in() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| text::read(BUILT_IN).unwrap_or_default())
    }

    /// A table that is to have all options of one source.
    pub fn of_all(source: Source) -> Self {
        Self { sources: vec![source], whole: true, root: Node::default() }
    }

    /// Reads the text of a table.
    ///
    /// # Errors
    /// The first line that is none of a table.
    pub fn read(text: &str) -> crate::error::Result<Self> {
        text::read(text)
    }

    /// Its text: the same for the same table.
    pub fn write(&self) -> String {
        text::write(self)
    }

    /// Says something of a path, in place of what was said.
    pub fn put(&mut self, path: &OptionPath, row: Row) {
        let node = path
            .0
            .iter()
            .fold(&mut self.root, |node, part| node.below.entry(part.clone()).or_default());
        node.row = Some(row);
    }

    /// What is said of exactly this path, as it stands in the table.
    pub fn row(&self, path: &OptionPath) -> Option<&Row> {
        let node = path.0.iter().try_fold(&self.root, |node, part| node.below.get(part))?;
        node.row.as_ref()
    }

    /// What is said of a path: names, or `<name>` and `*` as they stand in the table.
    pub fn look<S: AsRef<str>>(&self, path: &[S]) -> Answer<'_> {
        let mut node = &self.root;
        let mut around = None;
        for part in path {
            let Some(next) = node.child(part.as_ref()) else {
                return match around {
                    Some(row) if self.holds_more(node, row) => Answer::Inside(row),
                    _ if self.whole => Answer::Missing,
                    _ => Answer::NotCovered,
                };
            };
            node = next;
            match &node.row {
                Some(row @ Row { fact: Fact::Declared { .. }, .. }) => around = Some(row),
                // Whatever lay below has gone with it.
                Some(row) => return Answer::Row(row),
                None => {}
            }
        }
        match (&node.row, around) {
            (Some(row), _) => Answer::Row(row),
            (None, Some(row)) => Answer::Inside(row),
            (None, None) => Answer::Namespace,
        }
    }

    /// Whether an option may have names that the table does not list.
    fn holds_more(&self, node: &Node, row: &Row) -> bool {
        let Fact::Declared { kind, .. } = &row.fact else { return false };
        !self.whole || node.below.is_empty() || Kind::read(kind).is_open()
    }

    /// The names that may follow a path.
    pub fn names_below<S: AsRef<str>>(&self, path: &[S]) -> Vec<&str> {
        let node = path.iter().try_fold(&self.root, |node, part| node.child(part.as_ref()));
        node.map(|node| node.below.keys().map(String::as_str).collect()).unwrap_or_default()
    }

    /// All rows with their paths, sorted.
    pub fn rows(&self) -> Vec<(OptionPath, &Row)> {
        let mut rows = Vec::new();
        self.root.collect(&mut Vec::new(), &mut rows);
        rows
    }

    /// The sources of a row.
    pub fn sources_of<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Source> {
        row.sources.iter().filter_map(|at| self.sources.get(*at))
    }

    /// Whether the sources of a row show that it holds at a moment.
    ///
    /// A rename or removal stays, so that it holds from its first source on, and for all later ones
    /// as long as the last one says so too. That an option is declared, with this type, is shown for
    /// the releases of its sources alone, and for what lies between two of them.
    pub fn is_proven(&self, row: &Row, at: Moment) -> bool {
        let since = |source: &Source| match source.day {
            Some(day) => at.is_since_day(day),
            None => at.is_since(source.release),
        };
        let mut sources = self.sources_of(row);
        match row.fact {
            Fact::Renamed { .. } | Fact::Removed { .. } => sources.any(since),
            Fact::Declared { .. } => {
                let before = |source: &Source| match at {
                    Moment::Release(own) => own <= source.release,
                    Moment::Day(_) => true,
                };
                let known: Vec<&Source> = sources.collect();
                known.iter().any(|source| since(source)) && known.iter().any(|it| before(it))
            }
        }
    }
}

impl Row {
    /// Whether there is such an option.
    pub const fn is_declared(&self) -> bool {
        matches!(self.fact, Fact::Declared { .. })
    }
}

impl Node {
    /// The part of that name, or the one that stands for all names.
    fn child(&self, part: &str) -> Option<&Self> {
        let any = || {
            let mut placeholders = self.below.iter().filter(|(name, _)| is_placeholder(name));
            placeholders.next().map(|(_, node)| node)
        };
        self.below.get(part).or_else(any)
    }

    fn collect<'a>(&'a self, path: &mut Vec<String>, rows: &mut Vec<(OptionPath, &'a Row)>) {
        if let Some(row) = &self.row {
            rows.push((OptionPath(path.clone()), row));
        }
        for (name, node) in &self.below {
            path.push(name.clone());
            node.collect(path, rows);
            path.pop();
        }
    }
}

/// Whether a part stands for any name or element.
pub(super) fn is_placeholder(part: &str) -> bool {
    part == "*" || part.starts_with('<') && part.ends_with('>')
}
