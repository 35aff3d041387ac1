//! The store path of a locked source, from its content hash alone.
//!
//! Source: Nix manual, "Store path specification": a source fetched for a flake is a fixed-output
//! path of method `recursive`, algorithm SHA-256 and name `source`.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

/// Digits of Nix's base 32: no `e`, `o`, `u`, `t`.
const NIX32: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";

/// Bytes of the digest that remain in a store path.
const SHORT: usize = 20;

/// The path in `/nix/store` of a source whose NAR has this hash (`sha256-<base64>`, or the older
/// `sha256:<hex>`); none where the hash is of another form.
pub fn source_store_path(nar_hash: &str, name: &str) -> Option<String> {
    source_path_in("/nix/store", nar_hash, name)
}

/// As [`source_store_path`], in a store that lies elsewhere.
pub fn source_path_in(store: &str, nar_hash: &str, name: &str) -> Option<String> {
    let digest = parse_sha256(nar_hash)?;
    let fingerprint = format!("source:sha256:{}:{store}:{name}", HEXLOWER.encode(&digest));
    let short = fold(&Sha256::digest(fingerprint));
    Some(format!("{store}/{}-{name}", nix32(&short)))
}

/// A SHA-256 digest as Nix writes it: `sha256-<base64>`.
pub fn sri(digest: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(digest))
}

fn parse_sha256(text: &str) -> Option<Vec<u8>> {
    let digest = if let Some(base64) = text.strip_prefix("sha256-") {
        BASE64.decode(base64.as_bytes()).ok()?
    } else {
        HEXLOWER_PERMISSIVE.decode(text.strip_prefix("sha256:")?.as_bytes()).ok()?
    };
    (digest.len() == 32).then_some(digest)
}

/// Nix shortens a digest by xor-ing what is too long onto the front.
fn fold(digest: &[u8]) -> [u8; SHORT] {
    let mut short = [0; SHORT];
    for (at, byte) in digest.iter().enumerate() {
        short[at % SHORT] ^= byte;
    }
    short
}

/// Nix's base 32 reads the bytes as one little-endian number and writes its highest digit first.
fn nix32(bytes: &[u8; SHORT]) -> String {
    let digits = SHORT * 8 / 5;
    (0..digits)
        .rev()
        .map(|digit| {
            let (byte, shift) = (digit * 5 / 8, digit * 5 % 8);
            let low = u16::from(bytes[byte]);
            let high = bytes.get(byte + 1).map_or(0, |&next| u16::from(next) << 8);
            char::from(NIX32[usize::from(((low | high) >> shift) & 31)])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::source_store_path;

    /// Pairs that Nix 2.34 gave for `nix hash path` and `nix store add`.
    #[test]
    fn agrees_with_nix() {
        let pairs = [
            (
                "sha256-qNILx674JiTS+JY4sQBW7H3GJIcFMYSYPWbehUAOA64=",
                "/nix/store/2kpii8pcin639nbm7y40a5ib17cqj37g-source",
            ),
            (
                "sha256-di7Q81G8cEltLs3Zao4uCU8igNeyoZmbzntholbUEF0=",
                "/nix/store/d852g8aciaryv21zq5h8w55wxm1qs2c2-source",
            ),
            (
                "sha256-zaBtwdgwt8KTOKLXqsLEElRTBAozAzpUXGaDVnKNGYU=",
                "/nix/store/pl57zsw6ng8ywq1paaib9n98xmamwb32-source",
            ),
            (
                "sha256:a8d20bc7aef82624d2f89638b10056ec7dc62487053184983d66de85400e03ae",
                "/nix/store/2kpii8pcin639nbm7y40a5ib17cqj37g-source",
            ),
        ];
        for (hash, path) in pairs {
            assert_eq!(source_store_path(hash, "source").as_deref(), Some(path));
        }
    }

    #[test]
    fn the_name_counts() {
        assert_eq!(
            source_store_path("sha256-qNILx674JiTS+JY4sQBW7H3GJIcFMYSYPWbehUAOA64=", "other"),
            Some("/nix/store/a6s929ryqq0s0vria6zm793qkp8f7qlh-other".to_owned())
        );
    }

    #[test]
    fn other_hashes_give_nothing() {
        for hash in ["", "sha256-", "sha256-AAAA", "sha512-qNIL", "md5:00", "sha256:zz"] {
            assert_eq!(source_store_path(hash, "source"), None, "{hash}");
        }
    }
}
