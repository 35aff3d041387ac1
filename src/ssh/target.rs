//! How a host is reached.

/// A host and the ways to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Its attribute name.
    pub name: String,
    /// Names or addresses, tried in order; none stands for its name.
    pub addresses: Vec<String>,
    /// The user to log in as; none leaves that to the user's own ssh configuration.
    pub user: Option<String>,
    /// The port of sshd; none leaves that to the user's own ssh configuration.
    pub port: Option<u16>,
    /// Its ssh-ed25519 host key; none leaves the judgement to the user's known hosts.
    pub host_key: Option<String>,
    /// The host to jump through: another target of the run.
    pub jump: Option<String>,
}

impl Target {
    /// The addresses to try.
    pub(super) fn ways(&self) -> Vec<&str> {
        if self.addresses.is_empty() {
            vec![&self.name]
        } else {
            self.addresses.iter().map(String::as_str).collect()
        }
    }
}

impl Target {
    /// Reads `user@address:port`, as colmena, deploy-rs and `nixward hosts` show it.
    pub fn read(name: &str, text: &str) -> Self {
        let (user, rest) = match text.rsplit_once('@') {
            Some((user, rest)) => (Some(user.to_owned()), rest),
            None => (None, text),
        };
        // An IPv6 address has colons of its own; with a port it stands in brackets.
        let (address, port) = match rest.rsplit_once(':') {
            Some((address, port)) if !address.contains(':') || address.ends_with(']') => {
                match port.parse() {
                    Ok(port) => (address, Some(port)),
                    Err(_) => (rest, None),
                }
            }
            _ => (rest, None),
        };
        let address = address.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = name.to_owned();
        Self { name, addresses: vec![address], user, port, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn texts_of_others_are_read() {
        for (text, user, address, port) in [
            ("web.example.org", None, "web.example.org", None),
            ("deploy@10.0.0.5:2222", Some("deploy"), "10.0.0.5", Some(2222)),
            ("root@[2001:db8::1]:22", Some("root"), "2001:db8::1", Some(22)),
            ("2001:db8::1", None, "2001:db8::1", None),
        ] {
            let target = Target::read("web", text);
            assert_eq!(target.user.as_deref(), user, "{text}");
            assert_eq!(target.addresses, [address], "{text}");
            assert_eq!(target.port, port, "{text}");
        }
    }
}
