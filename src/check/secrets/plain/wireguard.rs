//! Keys of `WireGuard`: 32 bytes in base64, in its own configuration or in Nix.

use data_encoding::BASE64;

use super::{Hit, is_random, run, span, starts_word};
use crate::model::finding::Severity;

/// The end of the name of a private key, whichever way it begins.
pub(super) const PRIVATE: &str = "rivateKey";

/// The same for a key that two peers share.
pub(super) const SHARED: &str = "resharedKey";

/// Letters of a key in base64.
const LENGTH: usize = 44;

/// The example that `WireGuard`'s own documents and NixOS' options use.
const KNOWN: &[&[u8]] = &[b"yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="];

/// `at` is behind the first letter of the name.
pub(super) fn key(text: &[u8], at: usize) -> Option<Hit> {
    let is_private = text.get(at..)?.starts_with(PRIVATE.as_bytes());
    let name = if is_private { PRIVATE } else { SHARED };
    let first = at.checked_sub(1)?;
    if !matches!(text.get(first), Some(b'P' | b'p')) || !starts_word(text, first) {
        return None;
    }
    let mut from = at + name.len();
    from += run(text, from, |byte| byte == b' ' || byte == b'\t').len();
    from += text.get(from..)?.starts_with(b"=").then_some(1)?;
    from += run(text, from, |byte| byte == b' ' || byte == b'\t').len();
    let quoted = text.get(from) == Some(&b'"');
    from += usize::from(quoted);
    let letters =
        run(text, from, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    if letters.len() != LENGTH || KNOWN.contains(&letters) || !is_random(letters) {
        return None;
    }
    let ends = match text.get(from + LENGTH) {
        Some(b'"') => quoted,
        Some(byte) => !quoted && byte.is_ascii_whitespace(),
        None => !quoted,
    };
    let bytes = BASE64.decode(letters).ok().filter(|bytes| bytes.len() == 32 && ends)?;
    // `wg genkey` sets bits of a private key; one in 32 of any other 32 bytes has them (RFC 7748).
    let is_clamped = bytes.first()?.trailing_zeros() >= 3 && bytes.last()? & 0xc0 == 0x40;
    match (is_private, is_clamped) {
        (true, false) => None,
        (true, true) => Some(("a private key of WireGuard", Severity::Error)),
        (false, _) => Some(("a preshared key of WireGuard", Severity::Warning)),
    }
    .map(|(what, severity)| Hit {
        span: span(from, from + LENGTH),
        rest: None,
        what,
        severity,
        is_key: true,
    })
}
