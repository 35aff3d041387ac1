//! Whether a secret key of `OpenPGP` opens without a passphrase. Source: RFC 9580, sections 4.2, 5.5
//! and 9.1.

/// A secret key packet.
const SECRET_KEY: u8 = 5;

/// Whether the first packet is a secret key of version 4 whose secret part is not encrypted.
pub(super) fn is_unprotected(packets: &[u8]) -> bool {
    usage(packets) == Some(0)
}

/// The octet that says how the secret part is encrypted; 0 is not at all.
fn usage(packets: &[u8]) -> Option<u8> {
    let body = first_packet(packets)?;
    let (&version, rest) = body.split_first()?;
    if version != 4 {
        return None;
    }
    // Four octets of time.
    let (&algorithm, mut rest) = rest.get(4..)?.split_first()?;
    match algorithm {
        1..=3 => rest = numbers(rest, 2)?,
        16 => rest = numbers(rest, 3)?,
        17 => rest = numbers(rest, 4)?,
        18 => {
            // The way to derive a key follows the point.
            let (&length, after) = numbers(counted(rest)?, 1)?.split_first()?;
            rest = after.get(usize::from(length)..)?;
        }
        19 | 22 => rest = numbers(counted(rest)?, 1)?,
        25 | 27 => rest = rest.get(32..)?,
        _ => return None,
    }
    rest.first().copied()
}

fn first_packet(packets: &[u8]) -> Option<&[u8]> {
    let (&tag, rest) = packets.split_first()?;
    if tag & 0x80 == 0 {
        return None;
    }
    if tag & 0x40 != 0 {
        let (&first, after) = rest.split_first()?;
        let skip = match first {
            0..192 => 0,
            192..224 => 1,
            255 => 4,
            _ => return None,
        };
        return (tag & 0x3f == SECRET_KEY).then(|| after.get(skip..))?;
    }
    let skip = match tag & 3 {
        0 => 1,
        1 => 2,
        2 => 4,
        _ => 0,
    };
    ((tag >> 2) & 0xf == SECRET_KEY).then(|| rest.get(skip..))?
}

/// Leaves out so many numbers of any size.
fn numbers(mut bytes: &[u8], count: usize) -> Option<&[u8]> {
    for _ in 0..count {
        let (length, rest) = bytes.split_at_checked(2)?;
        let bits = usize::from(u16::from_be_bytes(length.try_into().ok()?));
        bytes = rest.get(bits.div_ceil(8)..)?;
    }
    Some(bytes)
}

/// Leaves out the name of a curve, its length before it.
fn counted(bytes: &[u8]) -> Option<&[u8]> {
    let (&length, rest) = bytes.split_first()?;
    rest.get(usize::from(length)..)
}
