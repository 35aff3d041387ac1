//! Adding a host to an inventory as a person would: a row behind the last one, indented like it,
//! with everything else as it was.

use super::file::Inventory;
use crate::error::{Error, Result};
use crate::flake::statement::{Edited, Text, indented, set_around, set_of, statement, value_of};
use crate::syntax::{self, spell};
use crate::tree::{RelPath, Source};

/// Adds an entry to the hosts. `row` is the value.
///
/// # Errors
/// An inventory whose hosts are not written out, so that there is no place for a row.
pub fn add_host(source: &Source, inventory: &Inventory, name: &str, row: &str) -> Result<Edited> {
    let hosts = inventory.spots.keys.get("hosts");
    let rows = hosts.into_iter().flat_map(|hosts| &hosts.keys);
    let rows = rows.filter_map(|(key, row)| Some((key.as_str(), row.here.as_ref()?)));
    // The inventory itself before files that it imports, and there the last row.
    let last = rows.max_by_key(|(_, spot)| (spot.file == inventory.file, spot.span.start));
    let here = hosts.and_then(|hosts| hosts.here.as_ref());
    let file = last.map(|(_, spot)| spot).or(here);
    let file = file.map_or(&inventory.file, |spot| &spot.file).clone();
    let before = source.tree.read(&file)?;
    let hir = syntax::parse(&before);
    let text = Text(&before);
    let change = match (last, hosts, here) {
        (Some((key, spot)), _, _) => set_around(&hir, spot.span).map(|set| {
            let path = text.path_to(spot.span, key);
            text.append(set, Some(spot.span), &statement(&path, name, row))
        }),
        (None, Some(_), Some(spot)) => value_of(&hir, spot.span)
            .and_then(|value| set_of(&hir, value))
            .map(|set| text.append(set, None, &statement("", name, row))),
        (None, Some(_), None) => None,
        (None, None, _) => set_of(&hir, hir.root()).map(|set| {
            let rows = indented(&statement("", name, row), "  ");
            text.append(set, None, &format!("hosts = {{\n{rows}\n}};"))
        }),
    };
    let change = change.ok_or_else(|| computed(&file, name, row))?;
    Edited::of(file, before, &[change])
}

/// Ways to add the key of a host that has none, the nicest first; whether one is right shows once it is
/// read. None where its row is not written out.
///
/// # Errors
/// A file that cannot be read.
pub fn add_host_key(
    source: &Source,
    inventory: &Inventory,
    host: &str,
    key: &str,
) -> Result<Vec<Edited>> {
    let hosts = inventory.spots.keys.get("hosts");
    let Some(row) = hosts.and_then(|hosts| hosts.keys.get(host)) else { return Ok(Vec::new()) };
    let Some(spot) = &row.here else { return Ok(Vec::new()) };
    let before = source.tree.read(&spot.file)?;
    let hir = syntax::parse(&before);
    let key = spell::string(key);
    let target = row.keys.get("target").and_then(|target| target.here.as_ref());
    let inside = [(target, ""), (Some(spot), "target.")].into_iter().filter_map(|(spot, path)| {
        let set = value_of(&hir, spot?.span).and_then(|value| set_of(&hir, value))?;
        Some(Text(&before).append(set, None, &statement(path, "hostKey", &key)))
    });
    // Written as `hosts.web.role = ..`.
    let beside = set_around(&hir, spot.span).map(|set| {
        let path = format!("hosts.{}.target.", spell::name(host));
        Text(&before).append(set, Some(spot.span), &statement(&path, "hostKey", &key))
    });
    let edits = inside.chain(beside);
    let edited =
        edits.filter_map(|edit| Edited::of(spot.file.clone(), before.clone(), &[edit]).ok());
    Ok(edited.collect())
}

/// The error for hosts that are computed.
pub fn computed(file: &RelPath, name: &str, row: &str) -> Error {
    Error::input(format!("{file} does not write its hosts out, so that none can be added"))
        .hint(format!("add it by hand: {}", statement("", name, row).replace('\n', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flake::inventory::file;
    use crate::tree::{Change, Tree};

    fn source(files: &[(&str, &str)]) -> Source {
        let changes = files.iter().map(|(name, text)| {
            (RelPath::new(name).unwrap(), Change::Content(text.as_bytes().to_vec()))
        });
        let tree = Tree::embedded(&[]).with_changes(changes.collect()).unwrap();
        Source { tree, flake_dir: RelPath::root() }
    }

    fn added(text: &str) -> String {
        let source = source(&[("fleet.nix", text)]);
        let inventory = file::load(&source, None).unwrap().unwrap();
        let edited = add_host(&source, &inventory, "new", "{\n  role = \"vm\";\n}\n").unwrap();
        String::from_utf8(edited.after).unwrap()
    }

    #[test]
    fn behind_the_last_row() {
        assert_eq!(
            added("{\n  hosts = {\n    # first\n    a = { }; # said\n\n    # last\n  };\n}\n"),
            "{\n  hosts = {\n    # first\n    a = { }; # said\n\n    # last\n    new = {\n      role = \"vm\";\n    };\n  };\n}\n"
        );
        assert_eq!(
            added("{ hosts = {\n\ta = { };\n\n\t# b\n\tb = { };\n}; }"),
            "{ hosts = {\n\ta = { };\n\n\t# b\n\tb = { };\n\n\tnew = {\n\t  role = \"vm\";\n\t};\n}; }"
        );
    }

    #[test]
    fn into_sets_on_one_line_and_paths() {
        let row = "new = {\n      role = \"vm\";\n    };";
        assert_eq!(
            added("{\n  hosts = { };\n}\n"),
            format!("{{\n  hosts = {{\n    {row}\n  }};\n}}\n")
        );
        assert_eq!(
            added("{\n  hosts = { a = { }; };\n}\n"),
            format!("{{\n  hosts = {{ a = {{ }};\n    {row}\n  }};\n}}\n")
        );
        assert_eq!(
            added("{\n  hosts.a = { };\n}\n"),
            "{\n  hosts.a = { };\n  hosts.new = {\n    role = \"vm\";\n  };\n}\n"
        );
        assert_eq!(
            added("{\n  release = \"26.05\";\n}\n"),
            format!("{{\n  release = \"26.05\";\n  hosts = {{\n    {row}\n  }};\n}}\n")
        );
        assert_eq!(
            added("let\n  b = { };\nin\n{\n  hosts = {\n    a = b // { };\n  };\n}\n"),
            format!(
                "let\n  b = {{ }};\nin\n{{\n  hosts = {{\n    a = b // {{ }};\n    {row}\n  }};\n}}\n"
            )
        );
    }

    #[test]
    fn into_the_file_that_has_the_rows() {
        let source = source(&[
            ("fleet.nix", "{ hosts = import ./rows.nix; }"),
            ("rows.nix", "{\n  a = { };\n}\n"),
        ]);
        let inventory = file::load(&source, None).unwrap().unwrap();
        let edited = add_host(&source, &inventory, "b", "{ }").unwrap();
        assert_eq!(edited.file.as_str(), "rows.nix");
        assert_eq!(edited.after, b"{\n  a = { };\n  b = { };\n}\n");
    }

    #[test]
    fn hosts_that_are_computed_are_left_alone() {
        let source = source(&[("fleet.nix", "{ hosts = builtins.listToAttrs [ ]; }")]);
        let inventory = file::load(&source, None).unwrap().unwrap();
        let error = add_host(&source, &inventory, "b", "{ }").unwrap_err();
        assert_eq!(error.hints, ["add it by hand: b = { };"]);
    }
}
