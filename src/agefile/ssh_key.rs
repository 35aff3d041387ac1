//! Public keys of OpenSSH: `type base64 comment`, the base64 being fields with their lengths.

use data_encoding::BASE64;

/// A key that has the form of one.
pub struct SshKey {
    /// The type that the data claims.
    pub kind: String,
    /// The data.
    pub blob: Vec<u8>,
    /// Bits of the modulus, for RSA.
    pub bits: Option<usize>,
}

/// Reads `type base64`.
///
/// # Errors
/// What is wrong, to be put behind the word "key".
pub fn read(kind: &str, data: &str) -> Result<SshKey, &'static str> {
    if data.is_empty() {
        return Err("has nothing behind its type");
    }
    // OpenSSH itself writes the padding; some tools leave it out.
    let padded = format!("{}{}", data.trim_end_matches('='), padding(data));
    let blob = BASE64.decode(padded.as_bytes()).map_err(|_| "is no whole base64")?;
    let (claimed, rest) = field(&blob).ok_or("is cut off")?;
    if claimed != kind.as_bytes() {
        return Err("is of another type than it says");
    }
    let bits = match kind {
        "ssh-ed25519" => {
            let (key, rest) = field(rest).ok_or("is cut off")?;
            if key.len() != 32 || !rest.is_empty() {
                return Err("has not the length of its type");
            }
            None
        }
        "ssh-rsa" => {
            let (_, rest) = field(rest).ok_or("is cut off")?;
            let (modulus, rest) = field(rest).ok_or("is cut off")?;
            if !rest.is_empty() {
                return Err("has not the length of its type");
            }
            let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
            let first = modulus.get(zeros).map_or(0, |byte| byte.leading_zeros() as usize);
            Some(((modulus.len() - zeros) * 8).saturating_sub(first))
        }
        _ => None,
    };
    Ok(SshKey { kind: kind.to_owned(), blob, bits })
}

fn padding(data: &str) -> &'static str {
    match data.trim_end_matches('=').len() % 4 {
        2 => "==",
        3 => "=",
        _ => "",
    }
}

/// The first field (four bytes of length, big end first) and what follows.
fn field(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = data.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}
