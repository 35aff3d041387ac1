//! The text of a table: a tree, a part of a path on each line, one space deeper than what it follows.
//!
//! Columns are separated by tabs: the part; what is said of the path that ends here, if anything; and
//! the names of the sources, where they are not those of the part around it, or at the
//! top the last of all. What is said is
//!
//! - `TYPE` or `TYPE = DEFAULT`, behind `ro` where nobody may set it,
//! - `-> PATH` where it has another name now, `~> PATH` where NixOS takes the old one without a word,
//! - `x TEXT` where it is gone, with what to do in its place.
//!
//! Lines before the tree say where it comes from: `source NAME RELEASE DAY TEXT` (a dash where it is a
//! release and no day of the development branch), and `whole` where the table has all there is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::path::{OptionPath, spelled};
use super::table::{Fact, Node, Row, Source, Table};
use crate::error::{Error, Result};

/// The first line of a table.
const HEAD: &str = "# nixward options 1";

pub(super) fn read(text: &str) -> Result<Table> {
    let mut lines = (1..).zip(text.lines());
    if lines.next().is_none_or(|(_, line)| line != HEAD) {
        return Err(Error::input("this is no table of options")
            .hint(format!("such a table begins with `{HEAD}`; make one: nixward options update")));
    }
    let mut table = Table::default();
    let mut way: Vec<(String, Vec<usize>)> = Vec::new();
    for (number, line) in lines {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let read = read_line(line, &mut table, &mut way);
        read.ok_or_else(|| Error::input(format!("line {number} is none of a table of options")))?;
    }
    Ok(table)
}

/// Takes in one line; none where it is malformed.
fn read_line(line: &str, table: &mut Table, way: &mut Vec<(String, Vec<usize>)>) -> Option<()> {
    if line == "whole" {
        table.whole = true;
        return Some(());
    }
    if let Some(source) = line.strip_prefix("source\t") {
        let mut columns = source.splitn(4, '\t');
        let mut column = || columns.next();
        let (name, release, day, what) = (column()?, column()?, column()?, column()?);
        let day = if day == "-" { None } else { Some(day.parse().ok()?) };
        let release = release.parse().ok()?;
        table.sources.push(Source { name: name.into(), release, day, what: what.into() });
        return Some(());
    }
    let depth = line.bytes().take_while(|byte| *byte == b' ').count();
    let mut columns = line.get(depth..)?.splitn(3, '\t');
    let (part, said) = (columns.next()?, columns.next().unwrap_or_default());
    let part = OptionPath::read(part).ok()?.0.pop()?;
    if depth > way.len() {
        return None;
    }
    way.truncate(depth);
    let sources = match columns.next() {
        Some(names) => {
            let at = |name: &str| table.sources.iter().position(|source| source.name == name);
            names.split(' ').map(at).collect::<Option<Vec<usize>>>()?
        }
        None => way.last().map_or_else(|| newest(table), |(_, sources)| sources.clone()),
    };
    way.push((part, sources.clone()));
    if !said.is_empty() {
        let path = OptionPath(way.iter().map(|(part, _)| part.clone()).collect());
        table.put(&path, Row { fact: fact(said), sources });
    }
    Some(())
}

/// The source of rows that name none.
fn newest(table: &Table) -> Vec<usize> {
    table.sources.len().checked_sub(1).into_iter().collect()
}

fn fact(said: &str) -> Fact {
    if let Some(to) = said.strip_prefix("-> ") {
        return Fact::Renamed { to: to.to_owned(), warns: true };
    }
    if let Some(to) = said.strip_prefix("~> ") {
        return Fact::Renamed { to: to.to_owned(), warns: false };
    }
    if let Some(instead) = said.strip_prefix('x') {
        return Fact::Removed { instead: instead.trim_start().to_owned() };
    }
    let (read_only, said) = said.strip_prefix("ro ").map_or((false, said), |said| (true, said));
    let (kind, default) = match said.split_once(" = ") {
        Some((kind, default)) => (kind, Some(default.to_owned())),
        None => (said, None),
    };
    Fact::Declared { kind: kind.to_owned(), default, read_only }
}

pub(super) fn write(table: &Table) -> String {
    let mut text = format!("{HEAD}\n");
    for Source { name, release, day, what } in &table.sources {
        let day = day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let _ = writeln!(text, "source\t{name}\t{release}\t{day}\t{what}");
    }
    if table.whole {
        text.push_str("whole\n");
    }
    write_below(table, &table.root.below, 0, &newest(table), &mut text);
    text
}

fn write_below(
    table: &Table,
    below: &BTreeMap<String, Node>,
    depth: usize,
    around: &[usize],
    text: &mut String,
) {
    for (part, node) in below {
        let _ = write!(text, "{:depth$}{}", "", spelled(part));
        let sources = node.row.as_ref().map_or(around, |row| &row.sources);
        if let Some(row) = &node.row {
            let _ = write!(text, "\t{}", said(&row.fact));
        }
        if sources != around {
            let names = sources.iter().filter_map(|at| table.sources.get(*at));
            let names: Vec<&str> = names.map(|source| source.name.as_str()).collect();
            let _ = write!(text, "\t{}", names.join(" "));
        }
        text.push('\n');
        write_below(table, &node.below, depth + 1, sources, text);
    }
}

/// What is said of a path, on one line.
fn said(fact: &Fact) -> String {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match fact {
        Fact::Renamed { to, warns: true } => format!("-> {to}"),
        Fact::Renamed { to, warns: false } => format!("~> {to}"),
        Fact::Removed { instead } => flat(&format!("x {instead}")),
        Fact::Declared { kind, default, read_only } => {
            let before = if *read_only { "ro " } else { "" };
            let default = default.as_ref().map(|default| format!(" = {}", flat(default)));
            format!("{before}{}{}", flat(kind), default.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Table};

    const TABLE: &str = "# nixward options 1\n\
        source\told\t20.09\t-\tnixpkgs 20.09\n\
        source\tnew\t26.11\t2026-08-31\tnixpkgs\n\
        a\n b\tbool = false\n c\t-> a.b\told new\nd\tattrsOf submodule = {}\n <name>\n  \"x.y\"\tro str\n\
        e\tx say what\n";

    #[test]
    fn a_table_is_written_as_it_was_read() {
        let table = Table::read(TABLE).unwrap();
        assert_eq!(table.write(), TABLE);
        assert_eq!(table.rows().len(), 5);
        for broken in ["", "a\tbool", "# nixward options 1\n  a\tbool\n"] {
            assert!(Table::read(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn a_path_is_found_whatever_stands_for_it() {
        let table = Table::read(TABLE).unwrap();
        assert!(matches!(table.look(&["a"]), Answer::Namespace));
        assert!(matches!(table.look(&["d", "any", "x.y"]), Answer::Row(_)));
        assert!(matches!(table.look(&["d", "any", "z"]), Answer::Inside(_)));
        assert!(matches!(table.look(&["e", "deeper", "still"]), Answer::Row(_)));
        assert!(matches!(table.look(&["a", "z"]), Answer::NotCovered));
    }
}
