//! What is said to be no secret: by where it lies, or by the words beside it.

use crate::syntax::hir::Span;
use crate::tree::RelPath;

/// Words in a path that stand for values made up for tests.
const TESTS: &[&str] = &[
    "dummy",
    "e2e",
    "example",
    "examples",
    "fake",
    "fixture",
    "fixtures",
    "mock",
    "mocks",
    "sample",
    "samples",
    "snakeoil",
    "spec",
    "template",
    "templates",
    "test",
    "testdata",
    "testing",
    "tests",
];

/// Words in a path that stand for machines nobody keeps a secret on.
const TRIALS: &[&str] = &[
    "bootstrap",
    "demo",
    "example",
    "examples",
    "fixture",
    "fixtures",
    "image",
    "images",
    "installer",
    "iso",
    "live",
    "sample",
    "template",
    "templates",
    "test",
    "testing",
    "tests",
    "vm",
    "vms",
];

/// Words beside a value that say the same.
const WORDS: &[&[u8]] = &[
    b"changeme",
    b"change-me",
    b"demo",
    b"do not use",
    b"dummy",
    b"example",
    b"fake",
    b"insecure",
    b"just a test",
    b"mock",
    b"not a secret",
    b"not secret",
    b"placeholder",
    b"replace me",
    b"sample",
    b"snakeoil",
    b"snake oil",
    b"test key",
    b"test-key",
    b"test_key",
    b"testing",
    b"throwaway",
    b"unsafe",
];

/// Endings of addresses that say nothing of the value beside them.
const ADDRESSES: &[&[u8]] = &[b".com", b".net", b".org"];

/// Endings and folders of texts for people.
const DOCUMENTS: &[&str] = &["adoc", "md", "mdx", "org", "rst", "txt", "xml"];
const DOCUMENTATION: &[&str] = &["doc", "docs", "documentation", "man", "manual"];

/// Lines before a value that may speak of it.
const LINES: usize = 3;

/// Letters of a line beside a value, more than which nobody reads.
const LINE: usize = 300;

/// Whether the values in a file are made up for tests, by its path.
pub fn is_for_tests(path: &RelPath) -> bool {
    has_word(path, TESTS)
}

/// Whether a file is of a machine on which nobody keeps a secret, by its path.
pub fn is_for_trials(path: &RelPath) -> bool {
    has_word(path, TRIALS)
}

fn has_word(path: &RelPath, words: &[&str]) -> bool {
    path.parts().any(|part| {
        let part = part.to_ascii_lowercase();
        part.split(|char: char| !char.is_ascii_alphanumeric()).any(|word| words.contains(&word))
    })
}

/// Whether a file is a text for people, by its path.
pub fn is_documentation(path: &RelPath) -> bool {
    path.extension().is_some_and(|ending| DOCUMENTS.contains(&ending))
        || path.parts().any(|part| DOCUMENTATION.contains(&part))
}

/// Whether its own line or one of the few before it says that a value is no secret.
pub(super) fn is_marked(text: &[u8], span: Span) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let mut newlines = memchr::memrchr_iter(b'\n', before);
    let from = newlines.nth(LINES).map_or(0, |newline| newline + 1).max(start.saturating_sub(LINE));
    let after = text.get(end..).unwrap_or_default();
    let rest = memchr::memchr(b'\n', after).unwrap_or(after.len()).min(LINE);
    let beside = text.get(from..end + rest).unwrap_or_default().to_ascii_lowercase();
    WORDS.iter().any(|word| {
        memchr::memmem::find_iter(&beside, word).any(|at| {
            let behind = beside.get(at + word.len()..).unwrap_or_default();
            !ADDRESSES.iter().any(|address| behind.starts_with(address))
        })
    })
}
