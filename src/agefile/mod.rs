//! Files of age.
//!
//! The format is that of age-encryption.org/v1: a line with its name, a stanza for each recipient
//! (`-> type arguments`, then base64 in lines of 64 columns), `---` and a MAC, then the payload.
//!
//! From the outside, without a private key: [`header`] says who can open a file and whether it is
//! whole, [`recipient`] reads public keys, and [`compare`] holds one against the other. With keys:
//! [`Identities`] are the private ones, [`unlock`] and [`plaintext`] open a file, [`Sealer`] makes
//! one, and [`rewrap`] puts another header before the same payload. Everything is streamed.

mod armor;
mod bech32;
mod callbacks;
pub mod compare;
mod envelope;
pub mod header;
mod identity;
mod identity_file;
pub mod keygen;
pub mod meta;
mod open;
mod plugin;
pub mod recipient;
mod seal;
pub mod ssh_key;
mod ssh_unwrap;
mod ssh_wrap;

pub use age_core::format::FileKey;
pub use envelope::{Envelope, Unopened};
pub use identity::Identities;
pub use open::{foresee, plaintext, reopened, same_key, unlock};
pub use seal::{Added, Sealer, Sealing, Unsealed, rewrap};

/// As much of a file as is looked at, in bytes; a header has no business being larger.
pub const HEAD: usize = 1 << 20;
