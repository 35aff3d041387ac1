//! What a store path needs: its closure, and how two of them differ.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Nix;
use crate::error::Result;
use crate::model::impact::{Basis, PackageChange, PackageChanges};

/// Names of sources, which say nothing that the packages made of them do not.
const SOURCES: &[&str] =
    &[".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tgz", ".zip", ".patch", ".diff", ".crate"];

/// Characters of the hash that the name of a store path begins with.
const HASH: usize = 32;

/// The paths of a closure with their sizes, in bytes of their NARs.
type Closure = BTreeMap<String, u64>;

/// The two ways to one system.
pub struct Built<'a> {
    /// Its derivation.
    pub drv_path: &'a str,
    /// What that builds.
    pub out_path: &'a str,
}

impl Nix {
    /// How the packages of two systems differ. Where both are built these are the packages on the
    /// machine, with sizes; otherwise all that is needed to build them.
    pub fn compare(&self, before: &Built<'_>, after: &Built<'_>) -> Result<PackageChanges> {
        let are_there = [before, after].iter().all(|built| Path::new(built.out_path).exists());
        let basis = if are_there { Basis::Closure } else { Basis::Derivations };
        let path = |built: &Built<'_>| match basis {
            Basis::Closure => self.closure(built.out_path, &[]),
            Basis::Derivations => self.closure(built.drv_path, &["--derivation"]),
        };
        Ok(changes(&path(before)?, &path(after)?, basis))
    }

    /// The size of a closure, in bytes of its NARs; none where the path is no valid one of this store.
    pub fn closure_size(&self, path: &str) -> Option<u64> {
        let is_there = Path::new(path).exists();
        is_there.then(|| self.closure(path, &[]).ok()).flatten().map(|closure| total(&closure))
    }

    fn closure(&self, path: &str, how: &[&str]) -> Result<Closure> {
        let program = self.command().args(["path-info", "--recursive", "--size"]).args(how);
        let output = program.arg(path).bound()?.run()?;
        let line = |line: &str| {
            let (path, size) = line.rsplit_once(char::is_whitespace)?;
            Some((path.trim().to_owned(), size.parse().ok()?))
        };
        Ok(output.text().lines().filter_map(line).collect())
    }
}

/// What one side has of a package.
#[derive(Default)]
struct Side {
    versions: BTreeSet<String>,
    bytes: u64,
}

fn changes(before: &Closure, after: &Closure, basis: Basis) -> PackageChanges {
    let mut packages: BTreeMap<String, [Side; 2]> = BTreeMap::new();
    for (at, closure) in [before, after].into_iter().enumerate() {
        for (path, size) in closure {
            let Some((name, version)) = package(path) else { continue };
            let Some(side) = packages.entry(name).or_default().get_mut(at) else { continue };
            side.versions.insert(version);
            side.bytes += size;
        }
    }
    let sized = basis == Basis::Closure;
    let change = |(name, [before, after]): (String, [Side; 2])| {
        let bytes = i128::from(after.bytes) - i128::from(before.bytes);
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        // Of derivations only their versions say something.
        let differs = before.versions != after.versions || (sized && bytes != 0);
        differs.then(|| PackageChange {
            name,
            before: before.versions.into_iter().collect(),
            after: after.versions.into_iter().collect(),
            bytes: sized.then_some(bytes),
        })
    };
    let packages = packages.into_iter().filter_map(change).collect();
    let bytes = sized.then(|| [total(before), total(after)]);
    PackageChanges { basis, packages, bytes }
}

fn total(closure: &Closure) -> u64 {
    closure.values().sum()
}

/// Name and version of what lies at a store path; none for what is no package: one has a version.
/// Source: the Nix manual on `builtins.parseDrvName`.
fn package(path: &str) -> Option<(String, String)> {
    let file = path.rsplit('/').next()?;
    let name = file.get(HASH + 1..)?;
    let name = name.strip_suffix(".drv").unwrap_or(name);
    if SOURCES.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let dashes = name.match_indices('-').map(|(at, _)| at);
    let starts = |at: &usize| name[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    let at = dashes.into_iter().find(starts)?;
    Some((name[..at].to_owned(), name[at + 1..].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closure(names: &[(&str, u64)]) -> Closure {
        let hash = "a".repeat(HASH);
        names.iter().map(|(name, size)| (format!("/nix/store/{hash}-{name}"), *size)).collect()
    }

    #[test]
    fn versions_and_sizes_are_compared() {
        let before = closure(&[("git-2.1", 10), ("old-1.0-lib", 5), ("etc", 1), ("x-1.tar.gz", 9)]);
        let after = closure(&[("git-2.2", 12), ("new-3", 7), ("etc", 2)]);
        let found = changes(&before, &after, Basis::Closure);
        let lines: Vec<String> = found
            .packages
            .iter()
            .map(|it| format!("{} {:?} {:?} {:?}", it.name, it.before, it.after, it.bytes))
            .collect();
        let expected = [
            "git [\"2.1\"] [\"2.2\"] Some(2)",
            "new [] [\"3\"] Some(7)",
            "old [\"1.0-lib\"] [] Some(-5)",
        ];
        assert_eq!(lines, expected);
        assert_eq!(found.bytes, Some([25, 21]));
        let found = changes(&closure(&[("a-1", 1)]), &closure(&[("a-1", 2)]), Basis::Derivations);
        assert!(found.packages.is_empty());
    }
}
