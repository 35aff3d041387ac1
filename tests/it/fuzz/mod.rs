//! Nonsense in, no panic out: soups of tokens, and real text that was damaged.
//!
//! A few hundred texts of each kind in every run; `NIXWARD_FUZZ_SECONDS` keeps each going for that
//! long, with real text from `NIXWARD_FUZZ_CORPUS` (a folder) besides the repository's own.

mod agefile;
mod inventory;
mod lint;
mod lock;
mod pure;
mod sopsfile;
mod syntax;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::harness::repository;
use crate::syntax::parity::files_ending;

/// What a text may take, generously: tests run beside others.
const MOST_TIME: Duration = Duration::from_secs(1);

/// Runs `check` on so many texts, or for as long as the environment says.
fn run(texts: &impl Strategy<Value = String>, least: u32, check: impl Fn(&str)) {
    let seconds = std::env::var("NIXWARD_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let long = seconds.map(Duration::from_secs);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = match long {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let (start, mut count, mut longest) = (Instant::now(), 0, Duration::ZERO);
    while count < least || long.is_some_and(|long| start.elapsed() < long) {
        let text = texts.new_tree(&mut runner).unwrap().current();
        if long.is_some() {
            fs::write(last_text(), &text).unwrap();
        }
        let before = Instant::now();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&text)));
        assert!(result.is_ok(), "{text:?}");
        assert!(before.elapsed() < MOST_TIME, "{:?} for {text:?}", before.elapsed());
        longest = longest.max(before.elapsed());
        count += 1;
    }
    println!("{count} texts in {:?}, the longest took {longest:?}", start.elapsed());
}

/// Where the text under test lies during a long run: nobody catches an overflown stack.
fn last_text() -> PathBuf {
    let name = std::thread::current().name().unwrap_or("fuzz").replace("::", "-");
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.txt"))
}

fn soup(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts, doubles and swaps pieces of a text.
fn damaged(texts: Vec<String>, pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let place = any::<prop::sample::Index>;
    (
        prop::sample::select(texts),
        prop::collection::vec((place(), place(), 0..4_u8, soup(pieces)), 1..4),
    )
        .prop_map(|(text, damages)| {
            damages.into_iter().fold(text.into_bytes(), |mut bytes, (from, to, how, soup)| {
                let length = bytes.len() + 1;
                let (from, to) = (from.index(length), to.index(length));
                let range = from.min(to)..from.max(to).min(from.min(to) + 200);
                let piece = bytes[range.clone()].to_vec();
                match how {
                    0 => drop(bytes.drain(range)),
                    1 => drop(bytes.splice(from..from, piece.repeat(3))),
                    2 => drop(bytes.splice(to..to, piece)),
                    _ => drop(bytes.splice(from..from, soup.into_bytes())),
                }
                bytes
            })
        })
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Small Nix files of this repository and of the corpus.
fn nix_texts() -> Vec<String> {
    let mut texts = small_files(".nix");
    texts.push(
        "{ a, b ? 1, ... }@c: let d = a; in { inherit b; e.f = \"${d}\"; g = [ ./h ]; }".to_owned(),
    );
    texts
}

fn small_files(ending: &str) -> Vec<String> {
    let mut files: Vec<PathBuf> = Vec::new();
    files_ending(ending, repository(), &mut files);
    if let Some(folder) = std::env::var_os("NIXWARD_FUZZ_CORPUS") {
        files_ending(ending, folder.as_ref(), &mut files);
    }
    let small = files.iter().filter(|file| file.metadata().is_ok_and(|data| data.len() < 20_000));
    small
        .take(5_000)
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
        .collect()
}
