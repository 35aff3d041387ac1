//! Child processes.

use std::borrow::Cow;

/// A word as a shell would take it, for messages. A NUL byte is left as it is.
pub fn quote(word: &str) -> Cow<'_, str> {
    shlex::try_quote(word).unwrap_or(Cow::Borrowed(word))
}
