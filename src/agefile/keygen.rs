//! New private keys of age.

use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// A new private key, as a line of a file of keys, and its public half.
pub fn generate() -> (Zeroizing<String>, String) {
    let key = age::x25519::Identity::generate();
    let public = key.to_public().to_string();
    (Zeroizing::new(format!("{}\n", key.to_string().expose_secret())), public)
}
