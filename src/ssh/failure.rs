//! Why a host could not be talked to.

use std::fmt;

/// See the module. Each holds what ssh says, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nobody answers there: it is off, away, or behind something.
    NoAnswer(String),
    /// What answers there does not have the key that it must have.
    HostKey(String),
    /// Nothing says which key it must have.
    UnknownKey(String),
    /// It does not let this user in.
    Refused(String),
    /// The connection broke, or nothing came in time.
    Lost(String),
}

impl Failure {
    /// What ssh says of a connection that did not come about.
    pub(super) fn of_ssh(said: &str) -> Self {
        let text = short(said);
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if has(&["host key is known for"]) {
            Self::UnknownKey(text)
        } else if has(&["Host key verification failed", "HOST IDENTIFICATION HAS CHANGED"])
            || has(&["no matching host key type", "Host key mismatch"])
        {
            Self::HostKey(text)
        } else if has(&["Permission denied", "Too many authentication failures"]) {
            Self::Refused(text)
        } else {
            Self::NoAnswer(text)
        }
    }

    /// What ssh says.
    pub fn text(&self) -> &str {
        match self {
            Self::NoAnswer(text)
            | Self::HostKey(text)
            | Self::UnknownKey(text)
            | Self::Refused(text)
            | Self::Lost(text) => text,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::NoAnswer(_) => "does not answer",
            Self::HostKey(_) => "has another host key than it must have",
            Self::UnknownKey(_) => "has a host key that nobody knows",
            Self::Refused(_) => "lets nobody in",
            Self::Lost(_) => "was lost",
        };
        write!(f, "{what}: {}", self.text())
    }
}

/// The line of a message that says most: the last that is no decoration.
fn short(said: &str) -> String {
    let lines = said.lines().map(str::trim);
    let is_telling = |line: &&str| {
        line.chars().any(char::is_alphanumeric)
            && !["Warning:", "debug", "** "].iter().any(|start| line.starts_with(start))
    };
    lines.rev().find(is_telling).unwrap_or("ssh says nothing").to_owned()
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn a_false_key_is_no_host_that_is_away() {
        let key = "@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@\nHost key verification failed.\r\n";
        assert_eq!(Failure::of_ssh(key), Failure::HostKey("Host key verification failed.".into()));
        let gone = "connect to host 10.0.0.5 port 22: Connection timed out\r\n";
        assert!(matches!(Failure::of_ssh(gone), Failure::NoAnswer(_)));
        let refused = "me@10.0.0.5: Permission denied (publickey).";
        assert!(matches!(Failure::of_ssh(refused), Failure::Refused(_)));
    }
}
