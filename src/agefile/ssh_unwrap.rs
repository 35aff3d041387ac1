//! Opening files with an ssh-ed25519 key, many of them: as the age crate does, with all that is the same
//! for every file computed once.
//!
//! The crate multiplies the point of a stanza with the key's scalar and the product with one that only
//! depends on the key (the "tweak"). Here the product of both scalars is multiplied once: modulo the
//! order of the curve's large subgroup, and with the factor 8 that both have kept, which takes a point
//! outside of the subgroup into it. A point that is not on the curve at all, which nobody who encrypts
//! makes, comes to something else; so what does not open is left to the crate, whose word is the last.

use age::DecryptError;
use age::ssh::{Identity as SshIdentity, Recipient as SshRecipient};
use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_decrypt, hkdf};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use data_encoding::BASE64_NOPAD;
use openssh_key::PrivateKey;
use sha2::{Digest, Sha512};
use std::sync::Arc;
use zeroize::Zeroizing;

use super::identity::Opener;
use super::recipient;
use super::ssh_wrap::{KIND, LABEL};

/// Bytes of a file key.
const FILE_KEY: usize = 16;

/// Bits of a scalar.
const BITS: usize = 256;

/// A private key, ready to open files.
pub(super) struct Prepared {
    /// How stanzas name it.
    tag: String,
    /// The public key's point on the Montgomery curve.
    montgomery: [u8; 32],
    /// An eighth of both scalars' product.
    scalar: Zeroizing<[u8; 32]>,
    whole: SshIdentity,
}

/// What opens files with a private key of ssh, whose text this is.
pub(super) fn opener(identity: SshIdentity, text: &str) -> Opener {
    match Prepared::new(&identity, text) {
        Some(prepared) => Arc::new(prepared),
        None => Arc::new(identity),
    }
}

impl Prepared {
    /// None for keys of other types.
    fn new(identity: &SshIdentity, text: &str) -> Option<Self> {
        let Ok(SshRecipient::SshEd25519(blob, _)) = SshRecipient::try_from(identity.clone()) else {
            return None;
        };
        let key = PrivateKey::from_openssh(text).ok()?;
        let seed = Zeroizing::new(key.key_data().ed25519()?.private.to_bytes());
        let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(*seed)));
        let own = Zeroizing::new(clamp_integer(hash.get(..32)?.try_into().ok()?));
        let tweak = clamp_integer(hkdf(&blob, LABEL, &[]));
        let eighth = Scalar::from(8_u8).invert();
        let product = Zeroizing::new(
            Scalar::from_bytes_mod_order(*own) * Scalar::from_bytes_mod_order(tweak) * eighth,
        );
        Some(Self {
            tag: recipient::tag(&blob),
            montgomery: EdwardsPoint::mul_base_clamped(*own).to_montgomery().to_bytes(),
            scalar: Zeroizing::new(product.to_bytes()),
            whole: identity.clone(),
        })
    }

    /// The file key in a stanza; none where it does not open.
    fn open(&self, stanza: &Stanza) -> Option<FileKey> {
        let public = BASE64_NOPAD.decode(stanza.args.get(1)?.as_bytes()).ok()?;
        let point = MontgomeryPoint(public.try_into().ok()?);
        let bit = |at: usize| {
            let byte = self.scalar.get(at / 8).copied().unwrap_or_default();
            byte >> (at % 8) & 1 == 1
        };
        // Times 8: three places to the left.
        let bits = (0..BITS).rev().map(bit).chain([false; 3]);
        let shared = Zeroizing::new(point.mul_bits_be(bits).to_bytes());
        let salt = [point.0, self.montgomery].concat();
        let wrapping = Zeroizing::new(hkdf(&salt, LABEL, shared.as_slice()));
        let opened = Zeroizing::new(aead_decrypt(&wrapping, FILE_KEY, &stanza.body).ok()?);
        (opened.len() == FILE_KEY)
            .then(|| FileKey::init_with_mut(|key| key.copy_from_slice(&opened)))
    }
}

impl age::Identity for Prepared {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let is_ours = stanza.tag == KIND && stanza.args.first() == Some(&self.tag);
        match self.open(stanza).filter(|_| is_ours) {
            Some(key) => Some(Ok(key)),
            None => age::Identity::unwrap_stanza(&self.whole, stanza),
        }
    }
}

#[cfg(test)]
mod tests {
    use age::{Identity as _, Recipient as _};
    use age_core::secrecy::ExposeSecret as _;

    use super::*;

    /// A key made for this test.
    const PRIVATE: &str = include_str!("../../secrets/keys/alex-TEST-ONLY");

    fn key() -> (SshIdentity, Prepared) {
        let identity = SshIdentity::from_buffer(PRIVATE.as_bytes(), None).unwrap();
        let prepared = Prepared::new(&identity, PRIVATE).unwrap();
        (identity, prepared)
    }

    #[test]
    fn what_the_age_crate_encrypts_is_opened_without_it() {
        let (identity, prepared) = key();
        let public = SshRecipient::try_from(identity).unwrap();
        for byte in 0..20 {
            let key = FileKey::init_with_mut(|key| key.fill(byte));
            let (stanzas, _) = public.wrap_file_key(&key).unwrap();
            assert_eq!(prepared.open(&stanzas[0]).unwrap().expose_secret(), key.expose_secret());
            let opened = prepared.unwrap_stanza(&stanzas[0]).unwrap().unwrap();
            assert_eq!(opened.expose_secret(), key.expose_secret());
        }
    }

    /// The same for points that are not in the large subgroup, and those that are on no curve of ours.
    #[test]
    fn whatever_the_point_the_answer_is_the_crates() {
        let (identity, prepared) = key();
        let SshRecipient::SshEd25519(blob, _) = SshRecipient::try_from(identity.clone()).unwrap()
        else {
            panic!("of this type")
        };
        let key = PrivateKey::from_openssh(PRIVATE).unwrap();
        let hash = Sha512::digest(key.key_data().ed25519().unwrap().private.to_bytes());
        let own = hash[..32].try_into().unwrap();
        let mut opened = 0;
        for byte in 0..64_u8 {
            let point = MontgomeryPoint([byte; 32].map(|byte| byte.wrapping_mul(37)));
            // As the crate computes it.
            let shared = point.mul_clamped(own).mul_clamped(hkdf(&blob, LABEL, &[]));
            let salt = [point.0, prepared.montgomery].concat();
            let body = age_core::primitives::aead_encrypt(
                &hkdf(&salt, LABEL, shared.as_bytes()),
                &[byte; FILE_KEY],
            );
            let stanza = Stanza {
                tag: KIND.to_owned(),
                args: vec![prepared.tag.clone(), BASE64_NOPAD.encode(&point.0)],
                body,
            };
            opened += usize::from(prepared.open(&stanza).is_some());
            let both = [identity.unwrap_stanza(&stanza), prepared.unwrap_stanza(&stanza)];
            let keys = both.map(|key| key.unwrap().ok().map(|key| *key.expose_secret()));
            assert_eq!(keys[0], keys[1]);
        }
        assert!((1..64).contains(&opened), "points of both curves: {opened}");
    }

    #[test]
    fn what_is_anothers_or_damaged_is_as_the_crate_says() {
        let (identity, prepared) = key();
        let public = SshRecipient::try_from(identity).unwrap();
        let key = FileKey::init_with_mut(|key| key.fill(1));
        let stanza = || public.wrap_file_key(&key).unwrap().0.remove(0);
        let mut other = stanza();
        other.args[0] = "AAAAAA".to_owned();
        assert!(prepared.unwrap_stanza(&other).is_none());
        let mut damaged = stanza();
        damaged.body[0] ^= 1;
        assert!(matches!(
            prepared.unwrap_stanza(&damaged),
            Some(Err(DecryptError::DecryptionFailed))
        ));
    }
}
