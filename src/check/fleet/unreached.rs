//! Modules that nothing leads to.
//!
//! What leads to a file may be computed in ways that nobody foresees, so a file counts as unreached
//! only where no other file that is in use holds a word that could be its name.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::input::Hosts;
use crate::flake::hosts::EdgeKind;
use crate::syntax::hir::{Expr, Hir, TextId};
use crate::tree::RelPath;

/// Parts of a path below which files are not meant for a host.
const ELSEWHERE: &[&str] = &["template", "test", "example", "vm", "iso", "lib", "pkg", "package"];

/// The modules that no host reaches and that nothing in use may mean, sorted.
pub fn unreached(hosts: &Hosts<'_>) -> Vec<RelPath> {
    let tree = hosts.files.tree();
    let Ok(files) = tree.files_where(|path| path.extension() == Some("nix")) else {
        return Vec::new();
    };
    let reach = Reached::of(hosts);
    let flakes: Vec<RelPath> = files
        .iter()
        .filter(|file| file.file_name() == Some("flake.nix"))
        .filter_map(RelPath::parent)
        .filter(|folder| folder != hosts.dir)
        .collect();
    let mut idle = BTreeMap::new();
    let mut words = BTreeSet::new();
    for file in files {
        let Ok(parsed) = hosts.files.pass(&file) else { continue };
        let is_candidate = file.starts_with(hosts.dir)
            && !reach.has(&file)
            && !is_elsewhere(&file)
            && !flakes.iter().any(|flake| file.starts_with(flake))
            && is_module(&parsed.hir);
        let own = words_of(&parsed.hir);
        if is_candidate {
            idle.insert(file, own);
        } else {
            words.extend(own);
        }
    }
    // What a file in use names is in use, and what that names.
    loop {
        let named: Vec<RelPath> =
            idle.keys().filter(|file| is_named(file, &words)).cloned().collect();
        if named.is_empty() {
            return idle.into_keys().collect();
        }
        for file in named {
            words.extend(idle.remove(&file).unwrap_or_default());
        }
    }
}

/// What the hosts and the search for them came to.
struct Reached<'a> {
    files: BTreeSet<&'a RelPath>,
    folders: BTreeSet<&'a RelPath>,
}

impl<'a> Reached<'a> {
    fn of(hosts: &'a Hosts<'_>) -> Self {
        let found = hosts.discovery;
        let mut files: BTreeSet<&RelPath> = found.shared.iter().collect();
        let mut folders = BTreeSet::new();
        let edges = found.hosts.iter().flat_map(|host| &host.edges).chain(&found.mentions);
        for edge in edges {
            match edge.kind {
                EdgeKind::Folder => folders.insert(&edge.to),
                EdgeKind::Module | EdgeKind::Mention => files.insert(&edge.to),
            };
        }
        Self { files, folders }
    }

    fn has(&self, file: &RelPath) -> bool {
        self.files.contains(file) || self.folders.iter().any(|folder| file.starts_with(folder))
    }
}

fn is_elsewhere(file: &RelPath) -> bool {
    file.parts().any(|part| {
        part.starts_with(['.', '_']) || ELSEWHERE.iter().any(|start| part.starts_with(start))
    })
}

/// Whether a file is a function of a module's arguments that gives a set of settings or options.
fn is_module(hir: &Hir) -> bool {
    let Expr::Lambda(lambda) = hir.expr(hir.inside_parens(hir.root())) else { return false };
    let lambda = hir.lambda(lambda);
    let Some(pattern) = lambda.pattern.filter(|pattern| pattern.ellipsis) else { return false };
    let mut body = lambda.body;
    loop {
        body = match hir.expr(hir.inside_parens(body)) {
            Expr::Let(_, inner) | Expr::WithScope(_, inner) | Expr::Assert(_, inner) => inner,
            Expr::Attrs(set) => {
                let names = hir.bindings(hir.set(set).bindings).iter();
                let mut names = names.map(|binding| hir.name(binding.name));
                let config = |name: &[u8]| matches!(name, b"config" | b"options" | b"imports");
                let formals = hir.formals(pattern.formals).iter();
                let takes_config = formals
                    .map(|formal| hir.name(formal.name))
                    .any(|name| matches!(name, b"config" | b"pkgs" | b"lib"));
                return takes_config && names.any(|name| config(name) || SETTINGS.contains(&name));
            }
            _ => return false,
        };
    }
}

/// Attributes at the top of many modules.
const SETTINGS: &[&[u8]] = &[
    b"boot",
    b"environment",
    b"fileSystems",
    b"hardware",
    b"home",
    b"networking",
    b"nix",
    b"programs",
    b"services",
    b"systemd",
    b"users",
    b"virtualisation",
];

/// Whether a word names the file, its folder where it is the `default.nix` of that, or a folder
/// around it.
fn is_named(file: &RelPath, words: &BTreeSet<String>) -> bool {
    let stem = |part: &str| part.strip_suffix(".nix").unwrap_or(part).to_owned();
    let mut parts: Vec<&str> = file.parts().collect();
    if parts.last() == Some(&"default.nix") {
        parts.pop();
    }
    let Some(name) = parts.pop() else { return true };
    words.contains(&stem(name)) || parts.iter().any(|part| words.contains(&format!("{part}/")))
}

/// Everything in a file that may be a part of a name: identifiers, attribute names, the parts of
/// paths and the words of strings. A folder that stands at the end of one ends in a slash.
fn words_of(hir: &Hir) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    words.extend(hir.names().map(|name| String::from_utf8_lossy(name).into_owned()));
    for at in 0..u32::try_from(hir.text_count()).unwrap_or(u32::MAX) {
        let text = String::from_utf8_lossy(hir.text(TextId(at))).into_owned();
        add_words(&text, &mut words);
    }
    words
}

fn add_words(text: &str, words: &mut BTreeSet<String>) {
    let is_part = |char: char| char.is_alphanumeric() || "-_.+@/".contains(char);
    for word in text.split(|char| !is_part(char)).filter(|word| !word.is_empty()) {
        let mut parts = word.split('/').filter(|part| !matches!(*part, "" | "." | "..")).peekable();
        while let Some(part) = parts.next() {
            words.insert(part.strip_suffix(".nix").unwrap_or(part).to_owned());
            if parts.peek().is_none() {
                words.insert(format!("{part}/"));
            }
        }
    }
}
