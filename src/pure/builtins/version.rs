//! Version strings and derivation names, by the rules of Nix's manual (`nix-env --upgrade`,
//! "Versions").

use std::cmp::Ordering;

use super::args::known;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::Eval;
use crate::pure::value::{Thunk, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("compareVersions", 2, |ev, args| {
            let a = known!(ev, ev.plain_arg(args[0]));
            let b = known!(ev, ev.plain_arg(args[1]));
            Ok(Value::Int(compare(&a, &b) as i64))
        }),
        builtin("parseDrvName", 1, parse_name),
        builtin("splitVersion", 1, |ev, args| {
            let version = known!(ev, ev.plain_arg(args[0]));
            let parts = Components(&version)
                .map(|part| {
                    let part = ev.heap.str(part);
                    ev.heap.done(part)
                })
                .collect();
            Ok(ev.heap.list_of(parts))
        }),
    ]
}

/// The name ends before the first dash that no letter follows.
fn parse_name(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let full = known!(ev, ev.plain_arg(args[0]));
    let dash = full.windows(2).position(|pair| pair[0] == b'-' && !pair[1].is_ascii_alphabetic());
    let (name, version) = match dash {
        Some(at) => (&full[..at], &full[at + 1..]),
        None => (&full[..], &b""[..]),
    };
    let (name, version) = (ev.heap.str(name), ev.heap.str(version));
    Ok(ev.set_of([("name", name), ("version", version)]))
}

/// The parts of a version: runs of digits, and runs of anything else but the separators `.` and
/// `-`.
struct Components<'v>(&'v [u8]);

impl<'v> Iterator for Components<'v> {
    type Item = &'v [u8];

    fn next(&mut self) -> Option<&'v [u8]> {
        let is_separator = |byte: u8| byte == b'.' || byte == b'-';
        let start = self.0.iter().position(|byte| !is_separator(*byte))?;
        let rest = &self.0[start..];
        let digits = rest[0].is_ascii_digit();
        let end = rest
            .iter()
            .position(|byte| byte.is_ascii_digit() != digits || is_separator(*byte))
            .unwrap_or(rest.len());
        let (part, rest) = rest.split_at(end);
        self.0 = rest;
        Some(part)
    }
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let (mut a, mut b) = (Components(a), Components(b));
    loop {
        let (x, y) = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) => (x.unwrap_or_default(), y.unwrap_or_default()),
        };
        if is_older(x, y) {
            return Ordering::Less;
        }
        if is_older(y, x) {
            return Ordering::Greater;
        }
    }
}

/// Numbers by value; nothing is older than a number, `pre` older than anything, and a word older
/// than a number.
fn is_older(a: &[u8], b: &[u8]) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a < b,
        (None, Some(_)) if a.is_empty() => true,
        _ if a == b"pre" => b != b"pre",
        _ if b == b"pre" => false,
        (_, Some(_)) => true,
        (Some(_), _) => false,
        _ => a < b,
    }
}

/// Nix reads numbers of 32 bits; longer ones count as words.
fn number(part: &[u8]) -> Option<i32> {
    std::str::from_utf8(part).ok()?.parse().ok()
}
