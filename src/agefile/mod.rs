//! Files of age, read from the outside: who can open one, and whether it is whole. No private key
//! is needed for any of it.
//!
//! The format is that of age-encryption.org/v1: a line with its name, a stanza for each recipient
//! (`-> type arguments`, then base64 in lines of 64 columns), `---` and a MAC, then the payload.
//! [`header`] reads that, [`recipient`] reads public keys, and [`compare`] holds one against the
//! other.

mod armor;
mod bech32;
pub mod compare;
pub mod header;
pub mod recipient;
pub mod ssh_key;

/// As much of a file as is looked at, in bytes; a header has no business being larger.
pub const HEAD: usize = 1 << 20;
