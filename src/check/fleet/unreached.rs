//! Modules that nothing leads to.
//!
//! What leads to a file may be computed in ways that nobody foresees, so a file counts as unreached
//! only where no other file that is in use holds a word that could be its name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

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
    let may_be_idle = |file: &RelPath| {
        file.starts_with(hosts.dir)
            && !reach.has(file)
            && !is_elsewhere(file)
            && !flakes.iter().any(|flake| file.starts_with(flake))
    };
    let hir = |file: &RelPath| hosts.files.pass(file).ok().map(|parsed| parsed.hir);
    let (idle, in_use): (Vec<RelPath>, Vec<RelPath>) = files
        .into_iter()
        .partition(|file| may_be_idle(file) && hir(file).is_some_and(|hir| is_module(&hir)));
    // Nearly always nothing is idle; the other files are then not even looked at.
    if idle.is_empty() {
        return idle;
    }
    let named = named(&idle, &in_use, hir);
    let left = idle.into_iter().zip(named).filter(|(_, named)| !named);
    left.map(|(file, _)| file).collect()
}

/// Which of the idle files something may mean: a file in use, or one that such a file means.
fn named(
    idle: &[RelPath],
    in_use: &[RelPath],
    hir: impl Fn(&RelPath) -> Option<Arc<Hir>>,
) -> Vec<bool> {
    let mut names = Names::of(idle);
    in_use.iter().filter_map(&hir).for_each(|hir| names.take_out(&hir));
    while let Some(at) = names.fresh.pop() {
        if let Some(hir) = idle.get(at).and_then(&hir) {
            names.take_out(&hir);
        }
    }
    names.named
}

/// What would name each of some files.
struct Names<'f> {
    /// By its name, or that of its folder where it is the `default.nix` of that.
    files: HashMap<&'f str, Vec<usize>>,
    /// By the folders around it.
    folders: HashMap<&'f str, Vec<usize>>,
    named: Vec<bool>,
    /// Those named that nobody has looked into yet.
    fresh: Vec<usize>,
}

impl<'f> Names<'f> {
    fn of(idle: &'f [RelPath]) -> Self {
        let (mut files, mut folders) = (HashMap::new(), HashMap::new());
        let mut fresh = Vec::new();
        for (at, file) in idle.iter().enumerate() {
            let mut parts: Vec<&str> = file.parts().collect();
            if parts.last() == Some(&"default.nix") {
                parts.pop();
            }
            match parts.pop() {
                Some(name) => files.entry(stem(name)).or_insert_with(Vec::new).push(at),
                // The `default.nix` of the source root.
                None => fresh.push(at),
            }
            for part in parts {
                folders.entry(part).or_insert_with(Vec::new).push(at);
            }
        }
        let named = (0..idle.len()).map(|at| fresh.contains(&at)).collect();
        Self { files, folders, named, fresh }
    }

    /// Takes out those that words of a text may mean.
    fn take_out(&mut self, hir: &Hir) {
        each_word(hir, |word, is_folder| {
            let known = if is_folder { &mut self.folders } else { &mut self.files };
            for at in known.remove(word).into_iter().flatten() {
                let named = self.named.get_mut(at).map(|named| std::mem::replace(named, true));
                if named == Some(false) {
                    self.fresh.push(at);
                }
            }
        });
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

/// Everything in a file that may be a part of a name: identifiers, attribute names, the parts of
/// paths and the words of strings. What stands at the end of one may be a folder too.
fn each_word(hir: &Hir, mut tell: impl FnMut(&str, bool)) {
    hir.names().for_each(|name| tell(&String::from_utf8_lossy(name), false));
    let is_part = |char: char| char.is_alphanumeric() || "-_.+@/".contains(char);
    for at in 0..u32::try_from(hir.text_count()).unwrap_or(u32::MAX) {
        let text = String::from_utf8_lossy(hir.text(TextId(at)));
        for word in text.split(|char| !is_part(char)).filter(|word| !word.is_empty()) {
            let parts = word.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
            let mut last = None;
            for part in parts {
                tell(stem(part), false);
                last = Some(part);
            }
            if let Some(last) = last {
                tell(last, true);
            }
        }
    }
}

fn stem(part: &str) -> &str {
    part.strip_suffix(".nix").unwrap_or(part)
}
