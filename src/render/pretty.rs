//! The official style of Nix code (RFC 166), as `nixfmt` has it.

use crate::error::{Error, Result};

/// The same code in that style.
///
/// # Errors
/// Text that is no Nix: a mistake of nixward's own, since templates are read back before.
pub fn nix(text: &str) -> Result<String> {
    nixfmt_rs::format(text).map_err(|error| {
        Error::internal("cannot format what was rendered").because(error.to_string())
    })
}
