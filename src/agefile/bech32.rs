//! Bech32 (BIP 173), as age writes its keys: without the limit of 90 characters.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];

/// The part before the last `1` in lower case, and the bytes behind it. None where the text is not
/// Bech32 or its checksum is wrong.
pub(super) fn decode(text: &str) -> Option<(String, Vec<u8>)> {
    let mixed = text.bytes().any(|c| c.is_ascii_lowercase())
        && text.bytes().any(|c| c.is_ascii_uppercase());
    if mixed || !text.is_ascii() {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let (prefix, data) = text.rsplit_once('1')?;
    if prefix.is_empty() || data.len() < 6 || !prefix.bytes().all(|c| c.is_ascii_graphic()) {
        return None;
    }
    let value = |char: u8| ALPHABET.iter().position(|&known| known == char);
    let values = data.bytes().map(|char| value(char).and_then(|at| u8::try_from(at).ok()));
    let values: Vec<u8> = values.collect::<Option<_>>()?;
    if checksum(prefix.as_bytes(), &values) != 1 {
        return None;
    }
    let bytes = bytes_of(values.get(..values.len() - 6)?)?;
    Some((prefix.to_owned(), bytes))
}

fn checksum(prefix: &[u8], values: &[u8]) -> u32 {
    let high = prefix.iter().map(|char| char >> 5);
    let low = prefix.iter().map(|char| char & 31);
    high.chain([0]).chain(low).chain(values.iter().copied()).fold(1, |sum, value| {
        let top = sum >> 25;
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| top >> bit & 1 == 1)
            .fold(shifted, |sum, (_, generator)| sum ^ generator)
    })
}

/// Groups of 5 bits as bytes; what is left over must be zeros, and less than a group.
fn bytes_of(values: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(values.len() * 5 / 8);
    let (mut pending, mut bits) = (0_u32, 0);
    for value in values {
        pending = (pending << 5 | u32::from(*value)) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(pending >> bits & 0xff).ok()?);
        }
    }
    (bits < 5 && pending & ((1 << bits) - 1) == 0).then_some(bytes)
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
}
