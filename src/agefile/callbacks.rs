//! How the age crate and its plugins ask.

use std::sync::Arc;

use age_core::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::model::ask::Ask;

/// Whom to ask, as the age crate takes it.
#[derive(Clone)]
pub(super) struct Asking(Arc<dyn Ask>);

impl Asking {
    pub(super) fn new(ask: &Arc<dyn Ask>) -> Self {
        Self(ask.clone())
    }

    pub(super) fn passphrase(&self, prompt: &str) -> Option<SecretString> {
        self.0.secret(prompt).map(|typed: Zeroizing<String>| SecretString::from(typed.as_str()))
    }
}

impl age::Callbacks for Asking {
    fn display_message(&self, message: &str) {
        self.0.tell(message);
    }

    fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        self.0.confirm(message, yes, no)
    }

    fn request_public_string(&self, description: &str) -> Option<String> {
        self.0.text(description)
    }

    fn request_passphrase(&self, description: &str) -> Option<SecretString> {
        self.passphrase(&format!("{}: ", description.trim_end_matches(':')))
    }
}
