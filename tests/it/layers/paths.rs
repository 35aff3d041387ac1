//! Finds the paths that a source file mentions.

use std::iter::Peekable;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree, token_stream};

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Import {
    /// A top-level module of this crate (or an item of lib.rs).
    Module(String),
    /// Perhaps another crate: the first name of a path.
    Outside(String),
}

/// Everything that the file at `path` (below `src/`) imports or names by a path.
pub fn imports(path: &Path, text: &str) -> Vec<Import> {
    let tokens =
        TokenStream::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut finder = Finder { found: Vec::new() };
    finder.scan(tokens, &module_of(path));
    finder.found
}

/// `check/rules/mod.rs` is the module `check::rules`.
fn module_of(path: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        path.with_extension("").iter().map(|name| name.to_str().unwrap().to_owned()).collect();
    if names.last().is_some_and(|name| ["mod", "lib", "main"].contains(&name.as_str())) {
        names.pop();
    }
    names
}

struct Finder {
    found: Vec<Import>,
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Finder {
    fn scan(&mut self, tokens: TokenStream, module: &[String]) {
        let mut tokens = tokens.into_iter().peekable();
        let mut inner: Option<Vec<String>> = None;
        while let Some(token) = tokens.next() {
            match token {
                // `mod name { .. }`: the group that follows is one module deeper.
                TokenTree::Ident(word) if word == "mod" => {
                    if let Some(TokenTree::Ident(name)) = tokens.peek() {
                        inner = Some([module, &[name.to_string()]].concat());
                    }
                }
                TokenTree::Ident(word) if path_follows(&tokens) => {
                    skip_colons(&mut tokens);
                    self.path(&word.to_string(), &mut tokens, module);
                }
                TokenTree::Group(group) => {
                    let deeper = inner.take();
                    self.scan(group.stream(), deeper.as_deref().unwrap_or(module));
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => inner = None,
                _ => {}
            }
        }
    }

    /// A path whose first word and `::` have been read.
    fn path(&mut self, first: &str, tokens: &mut Tokens, module: &[String]) {
        match first {
            "crate" => self.names(tokens, &[]),
            "super" => self.names(tokens, module.split_last().map_or(&[], |(_, outer)| outer)),
            "self" => {}
            _ => {
                self.found.push(Import::Outside(first.to_owned()));
                skip_middle(tokens);
            }
        }
    }

    /// What follows `base::`: a name, a group of paths, or `super` once more.
    fn names(&mut self, tokens: &mut Tokens, base: &[String]) {
        if let [top, ..] = base {
            self.found.push(Import::Module(top.clone()));
        }
        match tokens.peek().cloned() {
            Some(TokenTree::Ident(word)) if word == "super" => {
                tokens.next();
                skip_colons(tokens);
                self.names(tokens, base.split_last().map_or(&[], |(_, outer)| outer));
            }
            Some(TokenTree::Ident(word)) if base.is_empty() => {
                self.found.push(Import::Module(word.to_string()));
            }
            Some(TokenTree::Group(group)) if base.is_empty() => {
                for word in heads(group.stream()) {
                    self.found.push(Import::Module(word));
                }
            }
            _ => {}
        }
    }
}

/// The first word of each path in `{a, b::c, d::{e, f}}`.
fn heads(group: TokenStream) -> Vec<String> {
    let mut heads = Vec::new();
    let mut at_start = true;
    for token in group {
        match token {
            TokenTree::Ident(word) if at_start => {
                heads.push(word.to_string());
                at_start = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => at_start = true,
            _ => {}
        }
    }
    heads
}

/// The names between the first and the last of a path: they are none of their own.
fn skip_middle(tokens: &mut Tokens) {
    while let Some(TokenTree::Ident(_)) = tokens.peek() {
        let mut ahead = tokens.clone();
        ahead.next();
        if !path_follows(&ahead) {
            return;
        }
        tokens.next();
        skip_colons(tokens);
    }
}

fn path_follows(tokens: &Tokens) -> bool {
    let mut ahead = tokens.clone();
    let mut colon =
        || matches!(ahead.next(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon() && colon()
}

fn skip_colons(tokens: &mut Tokens) {
    if path_follows(tokens) {
        tokens.next();
        tokens.next();
    }
}
