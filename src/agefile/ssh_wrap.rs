//! Encrypting to ssh-ed25519 keys, for many files: as the age crate does, with all that is the same for
//! every file computed once.
//!
//! A stanza needs the products of a fresh scalar with the base point and with the key's point, the
//! latter times a scalar that only depends on the key (the "tweak"). Products commute, so the key's
//! point is multiplied with the tweak in advance, and a table of its multiples is kept, as there is one
//! of the base point.

use std::collections::HashSet;

use age::EncryptError;
use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use curve25519_dalek::edwards::{EdwardsBasepointTable, EdwardsPoint};
use curve25519_dalek::traits::{BasepointTable, IsIdentity};
use data_encoding::BASE64_NOPAD;
use rand::RngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use super::recipient;

/// The type of the stanza.
pub(super) const KIND: &str = "ssh-ed25519";

/// What the keys of this type of stanza are derived with.
pub(super) const LABEL: &[u8] = b"age-encryption.org/v1/ssh-ed25519";

/// A public key, ready to be encrypted to.
pub(super) struct Prepared {
    /// How stanzas name it.
    tag: String,
    /// The key's point on the Montgomery curve.
    montgomery: [u8; 32],
    /// Multiples of the point times the tweak.
    multiples: Box<EdwardsBasepointTable>,
}

impl Prepared {
    /// Prepares a key: the data behind its type in the text form, and the point that this ends in. None
    /// where everybody would know what is encrypted to it.
    pub(super) fn new(blob: &[u8], point: &EdwardsPoint) -> Option<Self> {
        let tweaked = point.mul_clamped(hkdf(blob, LABEL, &[]));
        let usable = !tweaked.is_identity();
        usable.then(|| Self {
            tag: recipient::tag(blob),
            montgomery: point.to_montgomery().to_bytes(),
            multiples: Box::new(EdwardsBasepointTable::create(&tweaked)),
        })
    }
}

impl age::Recipient for Prepared {
    fn wrap_file_key(&self, key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let mut scalar = Zeroizing::new([0; 32]);
        OsRng.try_fill_bytes(scalar.as_mut_slice()).map_err(std::io::Error::from)?;
        let public = EdwardsPoint::mul_base_clamped(*scalar).to_montgomery().to_bytes();
        let shared = self.multiples.mul_base_clamped(*scalar).to_montgomery().to_bytes();
        let shared = Zeroizing::new(shared);
        let salt = [public, self.montgomery].concat();
        let wrapping = Zeroizing::new(hkdf(&salt, LABEL, shared.as_slice()));
        let stanza = Stanza {
            tag: KIND.to_owned(),
            args: vec![self.tag.clone(), BASE64_NOPAD.encode(&public)],
            body: aead_encrypt(&wrapping, key.expose_secret()),
        };
        Ok((vec![stanza], HashSet::new()))
    }
}

#[cfg(test)]
mod tests {
    use age::{Identity as _, Recipient as _};

    use super::*;

    /// A key made for this test.
    const PRIVATE: &str = include_str!("../../secrets/keys/alex-TEST-ONLY");

    #[test]
    fn what_is_encrypted_here_the_age_crate_opens() {
        let identity = age::ssh::Identity::from_buffer(PRIVATE.as_bytes(), None).unwrap();
        let public = age::ssh::Recipient::try_from(identity.clone()).unwrap();
        let age::ssh::Recipient::SshEd25519(blob, point) = &public else { panic!("of this type") };
        let prepared = Prepared::new(blob, point).unwrap();
        for byte in 0..20 {
            let key = FileKey::init_with_mut(|key| key.fill(byte));
            let (stanzas, labels) = prepared.wrap_file_key(&key).unwrap();
            let (theirs, their_labels) = public.wrap_file_key(&key).unwrap();
            assert_eq!(
                (&stanzas[0].tag, &stanzas[0].args[0]),
                (&theirs[0].tag, &theirs[0].args[0])
            );
            assert_eq!((stanzas[0].args.len(), labels), (theirs[0].args.len(), their_labels));
            let opened = identity.unwrap_stanza(&stanzas[0]).unwrap().unwrap();
            assert_eq!(opened.expose_secret(), key.expose_secret());
        }
    }

    #[test]
    fn a_key_that_hides_nothing_is_none() {
        use curve25519_dalek::traits::Identity as _;
        assert!(Prepared::new(b"key", &EdwardsPoint::identity()).is_none());
        let low = curve25519_dalek::constants::EIGHT_TORSION[1];
        assert!(Prepared::new(b"key", &low).is_none());
    }
}
