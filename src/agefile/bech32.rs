//! Bech32 (BIP 173), as age writes its keys: with no limit to their length.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Checksum, Hrp};

/// Bech32 without the length that its checksum is good for: keys of post-quantum plugins are longer.
enum Unlimited {}

impl Checksum for Unlimited {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    type CorrectionField = <Bech32 as Checksum>::CorrectionField;

    const ROOT_GENERATOR: Self::CorrectionField = Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: std::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = Bech32::TARGET_RESIDUE;
}

/// The part before the last `1` in lower case, and the bytes behind it. None where the text is not
/// Bech32 or its checksum is wrong.
pub(super) fn decode(text: &str) -> Option<(String, Vec<u8>)> {
    let checked = CheckedHrpstring::new::<Unlimited>(text).ok()?;
    // What does not fill a byte must be zeros, and less than a group of five bits.
    checked.validate_segwit_padding().ok()?;
    Some((checked.hrp().to_lowercase(), checked.byte_iter().collect()))
}

/// The text of bytes under a prefix in lower case; none where the prefix is not allowed.
pub(super) fn encode(prefix: &str, bytes: &[u8]) -> Option<String> {
    bech32::encode::<Bech32>(Hrp::parse(prefix).ok()?, bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_is_read_and_nothing_else() {
        let key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        let (prefix, bytes) = decode(key).unwrap();
        assert_eq!((prefix.as_str(), bytes.len()), ("age", 32));
        assert_eq!(decode(&key.to_uppercase()).unwrap().1, bytes);
        for wrong in ["", "1", "age1", "age1qqqqqq", &key.replace("ql3z", "ql3y"), "ägé1qqqqqq"] {
            assert!(decode(wrong).is_none(), "{wrong}");
        }
        assert!(decode(&key.replacen("ql", "QL", 1)).is_none(), "mixed case");
    }

    #[test]
    fn keys_may_be_long() {
        let hrp = Hrp::parse("age1pq").unwrap();
        let bytes: Vec<u8> = (0..1216_u32).map(|at| at.to_le_bytes()[0]).collect();
        let text = bytes_to_text(hrp, &bytes);
        assert!(text.len() > 1023);
        assert_eq!(decode(&text), Some(("age1pq".to_owned(), bytes)));
    }

    fn bytes_to_text(hrp: Hrp, bytes: &[u8]) -> String {
        use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
        bytes.iter().copied().bytes_to_fes().with_checksum::<Unlimited>(&hrp).chars().collect()
    }
}
