//! nixward accepts what `nix-instantiate --parse` accepts, and reads it as the same tree.
//!
//! `NIXWARD_TEST_NIX` names a `nix` of 2.34 (older ones print trees in another form) that has its
//! `nix-instantiate` beside it, `NIXWARD_TEST_PARITY` the folders to read, separated by colons.
//! Without them the test says so and passes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::syntax::hir::Hir;
use nixward::syntax::lines::LineIndex;
use nixward::syntax::parse;

use super::show::{Places, show};

/// Files per run of nix-instantiate.
const BATCH: usize = 200;
const HOME: &str = "/fake-home";

#[test]
fn reads_what_nix_reads() {
    let (Some(nix), Some(folders)) = (named(), std::env::var_os("NIXWARD_TEST_PARITY")) else {
        println!("skipped: NIXWARD_TEST_NIX and NIXWARD_TEST_PARITY are not set");
        return;
    };
    let mut files = Vec::new();
    for folder in std::env::split_paths(&folders) {
        files_ending(".nix", &folder, &mut files);
    }
    files.sort();
    let mut differences = BTreeMap::<&str, Vec<String>>::new();
    for batch in files.chunks(BATCH) {
        for (file, nix) in batch.iter().zip(parsed_by_nix(&nix, batch)) {
            if let Err((kind, text)) = compare(file, &nix) {
                differences.entry(kind).or_default().push(format!("{}: {text}", file.display()));
            }
        }
    }
    let mut report = format!("{} files\n", files.len());
    for (kind, files) in &differences {
        let _ = writeln!(report, "{kind}: {}\n  {}", files.len(), files.join("\n  "));
    }
    println!("{report}");
    assert!(differences.is_empty() && !files.is_empty(), "{report}");
}

/// A tree, or what Nix says.
pub type Parsed = Result<Vec<u8>, String>;

pub fn compare(file: &Path, nix: &Parsed) -> Result<(), (&'static str, String)> {
    let source = fs::read(file).unwrap();
    let hir = parse(&source);
    let ours = hir.problems.first().map(|problem| {
        let (line, column) = LineIndex::new(&source).position(problem.span.start);
        format!("{line}:{column} {}", problem.message)
    });
    match (nix, ours) {
        (Ok(_), Some(ours)) => Err(("refused by nixward alone", ours)),
        (Err(nix), None) => Err(("refused by Nix alone", nix.clone())),
        (Err(nix), Some(ours)) if !blames(nix, &source, &hir) => {
            Err(("blamed elsewhere", format!("\n    nix     {nix}\n    nixward {ours}")))
        }
        (Err(_), Some(_)) => Ok(()),
        (Ok(nix), None) => {
            let folder = file.parent().unwrap();
            let ours = show(&hir, &Places { folder, home: HOME });
            same_tree(&plain_dollars(&normal(nix)), &plain_dollars(&normal(&ours)))
                .map_err(|text| ("read differently", text))
        }
    }
}

/// Whether one of our problems lies where Nix's error points. Nix counts columns in bytes.
fn blames(nix: &str, source: &[u8], hir: &Hir) -> bool {
    let mut place = nix.rsplit(':').filter_map(|field| field.parse::<usize>().ok());
    let (Some(column), Some(line)) = (place.next(), place.next()) else { return false };
    let index = LineIndex::new(source);
    hir.problems.iter().any(|problem| {
        let start = problem.span.start as usize;
        let before = source[..start].iter().rev();
        let bytes = before.take_while(|byte| !b"\r\n".contains(byte)).count();
        index.position(problem.span.start).0 as usize == line && bytes + 1 == column
    })
}

fn same_tree(nix: &[u8], ours: &[u8]) -> Result<(), String> {
    let same = nix.iter().zip(ours).take_while(|(a, b)| a == b).count();
    if same == nix.len() && same == ours.len() {
        return Ok(());
    }
    let near = |text: &[u8]| {
        let (start, end) = (same.saturating_sub(40), text.len().min(same + 60));
        String::from_utf8_lossy(&text[start.min(end)..end]).into_owned()
    };
    Err(format!("\n    nix     {}\n    nixward {}", near(nix), near(ours)))
}

/// Joins literal strings that are added, which is what Nix makes of one indented string with
/// escapes: `("a" + "$" + "{")` is `"a${"`.
fn normal(tree: &[u8]) -> Vec<u8> {
    let (mut before, mut after) = (tree.to_vec(), join(tree));
    while after.len() < before.len() {
        before = after;
        after = join(&before);
    }
    after
}

fn join(tree: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(tree.len());
    let mut at = 0;
    // Where in `out` the last literal began, if nothing but an operator came after it.
    let mut literal: Option<usize> = None;
    while let Some(byte) = tree.get(at).copied() {
        let name = tree[at..].starts_with(b"\"${") || out.ends_with(b"}");
        if byte == b'"' && !name {
            let end = end_of_string(tree, at);
            if literal.is_some() && out.ends_with(b"\" + ") {
                out.truncate(out.len() - 4);
                if out.ends_with(b"$") && tree[at + 1] == b'{' {
                    out.insert(out.len() - 1, b'\\');
                }
            } else {
                literal = Some(out.len());
                out.push(b'"');
            }
            out.extend_from_slice(&tree[at + 1..end]);
            at = end;
            continue;
        }
        match literal {
            Some(start)
                if byte == b')' && is_literal(&out, start) && out[..start].ends_with(b"(") =>
            {
                out.remove(start - 1);
                literal = Some(start - 1);
            }
            _ => {
                literal = literal.filter(|_| b" +".contains(&byte));
                out.push(byte);
            }
        }
        at += 1;
    }
    out
}

fn is_literal(text: &[u8], start: usize) -> bool {
    text.get(start) == Some(&b'"') && end_of_string(text, start) == text.len()
}

/// `$` needs no backslash where it and the brace come from different strings.
fn plain_dollars(tree: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(tree.len());
    let mut at = 0;
    while let Some(byte) = tree.get(at).copied() {
        match tree.get(at + 1) {
            Some(b'$') if byte == b'\\' => {}
            Some(escaped) if byte == b'\\' => {
                out.extend([byte, *escaped]);
                at += 1;
            }
            _ => out.push(byte),
        }
        at += 1;
    }
    out
}

/// Just after the string that starts at `at`.
fn end_of_string(tree: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < tree.len() && tree[end] != b'"' {
        end += if tree[end] == b'\\' { 2 } else { 1 };
    }
    end + 1
}

/// What Nix says to each file. It stops at the first that it refuses, so it is called anew for the
/// rest.
/// The `nix-instantiate` beside the `nix` that `NIXWARD_TEST_NIX` names.
pub fn named() -> Option<PathBuf> {
    let nix = PathBuf::from(std::env::var_os("NIXWARD_TEST_NIX")?);
    let name = nix.file_name()?.to_str()?.replacen("nix", "nix-instantiate", 1);
    Some(nix.with_file_name(name))
}

pub fn parsed_by_nix(nix: &Path, files: &[PathBuf]) -> Vec<Parsed> {
    let mut parsed: Vec<Parsed> = Vec::new();
    while parsed.len() < files.len() {
        let output = Command::new(nix)
            // With flakes comes `fetchTree`, which is then defined.
            .args(["--option", "extra-experimental-features", "flakes", "--parse"])
            .args(&files[parsed.len()..])
            .env("HOME", HOME)
            .env("NIX_REMOTE", "dummy://")
            .output()
            .unwrap();
        let trees = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        parsed.extend(trees.map(|tree| Ok(tree.to_vec())));
        if parsed.len() < files.len() {
            assert!(!output.status.success(), "a tree for every file");
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            let error = message.lines().skip_while(|line| !line.starts_with("error"));
            let error: Vec<&str> = error
                .filter(|line| line.starts_with("error") || line.contains(" at "))
                .take(2)
                .map(|line| line.trim_end_matches(':').trim())
                .collect();
            parsed.push(Err(error.join(" ")));
        }
    }
    parsed
}

/// Every regular file below the folder whose name ends so.
pub fn files_ending(ending: &str, folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.symlink_metadata().unwrap().file_type();
        if kind.is_dir() {
            files_ending(ending, &path, files);
        } else if kind.is_file() && path.to_str().is_some_and(|path| path.ends_with(ending)) {
            files.push(path);
        }
    }
}
