//! Hashes, their spellings, and placeholders.

use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::Digest;

use super::args::known;
use super::files::with_path;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::path::Located;
use crate::pure::value::{Thunk, Value};
use crate::tree::EntryKind;

pub(super) fn table() -> Vec<Builtin> {
    vec![
        builtin("convertHash", 1, convert),
        builtin("hashFile", 2, |ev, args| {
            let algorithm = known!(ev, algorithm_arg(ev, args[0]));
            with_path(ev, args[1], |ev, path| hash_file(ev, algorithm, path))
        }),
        builtin("hashString", 2, |ev, args| {
            let algorithm = known!(ev, algorithm_arg(ev, args[0]));
            let (bytes, _) = known!(ev, ev.string_arg(args[1]));
            Ok(ev.heap.str(HEXLOWER.encode(&algorithm.digest(&bytes)).into_bytes()))
        }),
        builtin("placeholder", 1, |ev, args| {
            let output = known!(ev, ev.plain_arg(args[0]));
            let digest = Algorithm::Sha256.digest(&[b"nix-output:", &*output].concat());
            Ok(ev.heap.str(["/", &nix32::encode(&digest)].concat().into_bytes()))
        }),
    ]
}

/// The hash functions that Nix knows without experimental features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Md5, "md5"),
        (Self::Sha1, "sha1"),
        (Self::Sha256, "sha256"),
        (Self::Sha512, "sha512"),
    ];

    fn named(name: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|entry| entry.1.as_bytes() == name).map(|entry| entry.0)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }

    /// Bytes of a digest.
    fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(bytes).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

/// Nix refuses it, unless an experimental feature is on.
const BLAKE3: &str = "a `blake3` hash";

fn unknown_algorithm(name: &[u8]) -> Box<Fault> {
    Fault::eval(format!("unknown hash algorithm '{}'", String::from_utf8_lossy(name)))
}

fn algorithm_arg(ev: &mut Evaluator, arg: Thunk) -> Eval<super::args::Known<Algorithm>> {
    match ev.plain_arg(arg)? {
        Ok(name) if &*name == b"blake3" => Ok(Err(ev.unknown_cause(BLAKE3, None))),
        Ok(name) => Algorithm::named(&name).map(Ok).ok_or_else(|| unknown_algorithm(&name)),
        Err(cause) => Ok(Err(cause)),
    }
}

fn hash_file(
    ev: &mut Evaluator,
    algorithm: Algorithm,
    path: &crate::pure::path::PathData,
) -> Eval<Value> {
    match ev.locate(path, true)? {
        Located::Found(_, _, EntryKind::Directory) => {
            Err(Fault::eval(format!("{} is a directory", ev.describe_path(path))))
        }
        Located::Found(tree, found, _) => match tree.read(&found.rel) {
            Ok(bytes) => Ok(ev.heap.str(HEXLOWER.encode(&algorithm.digest(&bytes)).into_bytes())),
            Err(error) => Ok(ev.unknown(error.message)),
        },
        Located::Missing => Err(ev.no_such_path(path)),
        Located::Unknown(cause) => Ok(Value::Unknown(cause)),
    }
}

/// `convertHash { hash; hashAlgo?; toHashFormat; }`
fn convert(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let set = ev.force(args[0])?;
    let hash = known!(ev, ev.attr_text(set, "hash"));
    let algorithm = match known!(ev, ev.optional_attr(set, "hashAlgo")) {
        Some(name) => Some(known!(ev, algorithm_arg(ev, name))),
        None => None,
    };
    let format = known!(ev, ev.attr_text(set, "toHashFormat"));
    if hash.starts_with(b"blake3") {
        return Ok(ev.unknown(BLAKE3));
    }
    let (algorithm, digest) = parse(&hash, algorithm)?;
    let text = match &*format {
        b"base16" => HEXLOWER.encode(&digest),
        b"nix32" | b"base32" => nix32::encode(&digest),
        b"base64" => BASE64.encode(&digest),
        b"sri" => [algorithm.name(), "-", &BASE64.encode(&digest)].concat(),
        other => {
            let other = String::from_utf8_lossy(other);
            return Err(Fault::eval(format!("unknown hash format '{other}'")));
        }
    };
    Ok(ev.heap.str(text.into_bytes()))
}

/// `sha256-<base64>`, `sha256:<any>`, or any spelling where the algorithm is given beside it; the
/// length tells which.
fn parse(text: &[u8], given: Option<Algorithm>) -> Eval<(Algorithm, Vec<u8>)> {
    let shown = String::from_utf8_lossy(text).into_owned();
    let wrong = |why: &str| Fault::eval(format!("hash '{shown}' {why}"));
    let (prefix, sri, rest) = match text.iter().position(|byte| *byte == b':') {
        Some(at) => (Some(&text[..at]), false, &text[at + 1..]),
        None => match text.iter().position(|byte| *byte == b'-') {
            Some(at) => (Some(&text[..at]), true, &text[at + 1..]),
            None => (None, false, text),
        },
    };
    let named = match prefix {
        Some(name) => Some(Algorithm::named(name).ok_or_else(|| unknown_algorithm(name))?),
        None => None,
    };
    let algorithm = match (named, given) {
        (Some(named), Some(given)) if named != given => {
            return Err(wrong(&format!("should have type '{}'", given.name())));
        }
        (Some(algorithm), _) | (None, Some(algorithm)) => algorithm,
        (None, None) => {
            return Err(wrong("does not include a type, nor is the type otherwise known"));
        }
    };
    let len = algorithm.len();
    let digest = if !sri && rest.len() == len * 2 {
        HEXLOWER_PERMISSIVE.decode(rest).ok()
    } else if !sri && rest.len() == nix32::encoded_len(len) {
        nix32::decode(rest)
    } else if sri || rest.len() == BASE64.encode_len(len) {
        base64(rest)
    } else {
        return Err(wrong(&format!("has wrong length for hash algorithm '{}'", algorithm.name())));
    };
    match digest {
        Some(digest) if digest.len() == len => Ok((algorithm, digest)),
        _ => Err(wrong("is not valid")),
    }
}

/// Nix reads up to the padding, of which there may be none, and does not look at spare bits.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .iter()
        .take_while(|byte| **byte != b'=')
        .filter(|byte| **byte != b'\n')
        .copied()
        .collect();
    let mut specification = BASE64_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().ok()?.decode(&digits).ok()
}

/// Nix's own base 32: the bytes are one little-endian number, its highest digit is written first.
mod nix32 {
    use std::sync::LazyLock;

    use data_encoding::{BitOrder, Encoding, Specification};

    /// The digits lowest first; none where the specification were at odds with itself, which it
    /// is not.
    static LOWEST_FIRST: LazyLock<Option<Encoding>> = LazyLock::new(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("0123456789abcdfghijklmnpqrsvwxyz");
        specification.bit_order = BitOrder::LeastSignificantFirst;
        specification.encoding().ok()
    });

    pub(super) const fn encoded_len(bytes: usize) -> usize {
        (bytes * 8).div_ceil(5)
    }

    pub(super) fn encode(bytes: &[u8]) -> String {
        let digits = LOWEST_FIRST.as_ref().map(|base| base.encode(bytes)).unwrap_or_default();
        digits.chars().rev().collect()
    }

    /// None where a character is no digit or bits are left over.
    pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
        let digits: Vec<u8> = text.iter().rev().copied().collect();
        LOWEST_FIRST.as_ref()?.decode(&digits).ok()
    }
}
