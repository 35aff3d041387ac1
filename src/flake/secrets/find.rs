//! Where rules files lie, and what their names start from.

use crate::model::secrets::{Mistake, MistakeKind, Rule, RulesFile};
use crate::tree::{EntryKind, RelPath, Source};

/// Words in the name of a file, or of the folder of a `default.nix`, that may hold rules.
const WORDS: &[&str] = &["secret", "agenix", "age", "rules"];

/// What a rules file writes out somewhere, in itself or in what it imports.
const MARK: &[u8] = b"publicKeys";

/// Files that may be rules files, sorted: whatever is called `secrets.nix`, others that are named
/// like one and say `publicKeys`, and the one that was named.
pub(super) fn candidates(
    source: &Source,
    files: &[RelPath],
    named: Option<&RelPath>,
) -> Vec<RelPath> {
    let mark = memchr::memmem::Finder::new(MARK);
    let says =
        |path: &&RelPath| source.tree.read(path).is_ok_and(|text| mark.find(&text).is_some());
    let mut found: Vec<RelPath> = files
        .iter()
        .filter(|path| path.extension() == Some("nix") && sounds_like_rules(path))
        .filter(|path| path.file_name() == Some("secrets.nix") || says(path))
        .chain(named)
        .cloned()
        .collect();
    found.sort();
    found.dedup();
    found
}

fn sounds_like_rules(path: &RelPath) -> bool {
    let name = match path.file_name() {
        Some("default.nix") => {
            path.parent().and_then(|folder| folder.file_name().map(str::to_owned))
        }
        name => name.map(|name| name.trim_end_matches(".nix").to_owned()),
    };
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let words = || name.split(|char: char| !char.is_ascii_alphanumeric());
    words().any(|word| WORDS.contains(&word) || word.starts_with("secret"))
}

/// The folder that the names of a rules file start from. agenix takes its working directory, ragenix
/// the folder of the file; so it is that folder or one around it, whichever has most of the files.
pub(super) fn base<'a>(
    source: &Source,
    file: &str,
    names: &(impl Iterator<Item = &'a str> + Clone),
) -> RelPath {
    let folder = RelPath::new(file).and_then(|file| file.parent()).unwrap_or_else(RelPath::root);
    let there = |base: &RelPath| {
        let paths = names.clone().filter_map(|name| base.join(name));
        paths.filter(|path| is_file(source, path)).count()
    };
    let mut best = (there(&folder), folder.clone());
    let mut above = folder.parent();
    while let Some(base) = above {
        let count = there(&base);
        if count > best.0 {
            best = (count, base.clone());
        }
        above = base.parent();
    }
    best.1
}

fn is_file(source: &Source, path: &RelPath) -> bool {
    matches!(source.tree.kind(path), Ok(Some(EntryKind::File { .. } | EntryKind::Symlink)))
}

/// Files that are called `.age` and lie where a rules file's names start or below.
pub(super) fn stray<'a>(
    files: &'a [RelPath],
    rules_files: &'a [RulesFile],
) -> impl Iterator<Item = &'a RelPath> {
    let bases: Vec<RelPath> =
        rules_files.iter().filter_map(|file| RelPath::new(&file.base)).collect();
    files.iter().filter(move |path| {
        path.extension() == Some("age") && bases.iter().any(|base| path.starts_with(base))
    })
}

/// The secret to whose rotation a file belongs, by its name: `x.next.age` and `x.old.age` are values
/// of `x.age`.
pub(super) fn rotates(file: &RelPath) -> Option<String> {
    let name = file.as_str();
    let of = name.strip_suffix(".next.age").or_else(|| name.strip_suffix(".old.age"))?;
    Some(format!("{of}.age"))
}

/// The mistake of a name that leads out of the source root.
pub(super) fn outside(rule: &Rule) -> Mistake {
    Mistake {
        at: rule.at.clone(),
        message: format!("{:?} lies outside of the flake", rule.name),
        kind: MistakeKind::Wrong,
    }
}
