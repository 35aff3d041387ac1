//! Text of a flake.lock.

use nixward::flake::lock::Lock;
use proptest::prelude::*;

use super::{damaged, run, small_files, soup};

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    " ",
    "\n",
    "\"\"",
    "\"a\"",
    "\"nodes\"",
    "\"root\"",
    "\"version\"",
    "\"inputs\"",
    "\"locked\"",
    "\"original\"",
    "\"type\"",
    "\"follows\"",
    "\"narHash\"",
    "\"flake\"",
    "\"lastModified\"",
    "7",
    "6",
    "0",
    "-1",
    "1e400",
    "99999999999999999999",
    "true",
    "false",
    "null",
    "\\",
    "\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "/*",
    "//",
    "\0",
    "ä",
    "\u{feff}",
    "{ \"nodes\": { \"root\": { \"inputs\": { \"a\": [ \"a\" ] } } }, \"root\": \"root\", \"version\": 7 }",
];

#[test]
fn a_nonsense_lock_does_no_harm() {
    let mut texts = small_files("flake.lock");
    texts.push(r#"{"nodes":{"root":{}},"root":"root","version":7}"#.to_owned());
    let nested = (0..3_u8, 1..60_000_usize).prop_map(|(kind, depth)| match kind {
        0 => "[".repeat(depth),
        1 => "{\"a\":".repeat(depth),
        _ => "[".repeat(depth) + &"]".repeat(depth),
    });
    let all = prop_oneof![4 => soup(PIECES), 12 => damaged(texts, PIECES), 1 => nested];
    run(&all, 400, |text| {
        let reading = Lock::read(text.as_bytes());
        for problem in &reading.problems {
            assert!(problem.span.start <= problem.span.end);
            assert!(problem.span.end as usize <= text.len() && !problem.message.is_empty());
        }
        if let Some(lock) = reading.lock {
            let _ = lock.root();
        }
    });
}
