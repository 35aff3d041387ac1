//! Questions to whoever runs nixward.

use zeroize::Zeroizing;

/// Someone who can be asked.
pub trait Ask: Send + Sync {
    /// A passphrase or PIN, typed unseen; none where nobody can be asked, or nothing is said.
    fn secret(&self, prompt: &str) -> Option<Zeroizing<String>>;

    /// A line of text.
    fn text(&self, prompt: &str) -> Option<String>;

    /// A choice between two answers, the second one optional; none where nobody can be asked.
    fn confirm(&self, question: &str, yes: &str, no: Option<&str>) -> Option<bool>;

    /// Says something that waits for no answer, such as to touch a key.
    fn tell(&self, message: &str);
}
