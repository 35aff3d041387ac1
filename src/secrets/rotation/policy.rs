//! What a rule says of rotation: `rotate = { kind = "password"; verifier = ..; dependents = [ .. ]; }`.

use serde_json::Value;

use super::window::Window;

/// What sort of secret it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Password,
    Token,
    Hex,
    Base64,
    WireGuard,
    WireGuardPsk,
    SshUser,
    SshHost,
    Age,
    Tls,
    Restic,
    Htpasswd,
    Bcrypt,
    Yescrypt,
    ApiToken,
    Derived,
}

/// Kinds by their names.
pub const KINDS: &[(&str, Kind)] = &[
    ("password", Kind::Password),
    ("token", Kind::Token),
    ("hex", Kind::Hex),
    ("base64", Kind::Base64),
    ("wireguard", Kind::WireGuard),
    ("wireguard-psk", Kind::WireGuardPsk),
    ("ssh-user", Kind::SshUser),
    ("ssh-host", Kind::SshHost),
    ("age", Kind::Age),
    ("tls", Kind::Tls),
    ("restic", Kind::Restic),
    ("htpasswd", Kind::Htpasswd),
    ("bcrypt", Kind::Bcrypt),
    ("yescrypt", Kind::Yescrypt),
    ("api-token", Kind::ApiToken),
    ("derived", Kind::Derived),
];

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }

    /// Whether its values are computed from another secret's.
    pub const fn is_derived(self) -> bool {
        matches!(self, Self::Htpasswd | Self::Bcrypt | Self::Yescrypt | Self::Derived)
    }

    /// Whether it is a key that opens secrets, so that rules name its public half.
    pub const fn opens_secrets(self) -> bool {
        matches!(self, Self::SshHost | Self::Age)
    }
}

/// What a rule says of rotation.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What sort of secret it is.
    pub kind: Kind,
    /// How its value is made, as the rule says it; an empty set where it does not.
    pub generator: Value,
    /// The secrets that its value is computed from and changes with, as the rule names them.
    pub sources: Vec<String>,
    /// Those that are only needed to make it.
    pub inputs: Vec<String>,
    /// Who must accept the new value.
    pub verifier: Option<Verifier>,
    /// Who uses it; none where the rule does not say.
    pub dependents: Option<Vec<Dependent>>,
    /// How one sees that it is accepted.
    pub verify: Vec<Probe>,
    /// Whether old and new are accepted at once.
    pub overlap: bool,
    /// When, at the earliest, the new one takes the old one's place.
    pub window: Option<Window>,
    /// Seconds for which the old one is kept once the new one is verified.
    pub keep_old: u64,
    /// Whether a new value that is refused gives way to the old one at once.
    pub stay_old: bool,
}

/// Who must accept the new value before anybody uses it.
#[derive(Clone, Debug)]
pub enum Verifier {
    /// A deployment, which makes a public half known beside the old one.
    Deployment {
        /// Of this host.
        host: String,
    },
    /// An executable of the repository: `accept`, `retire` and `revert`.
    Hook {
        /// Where it does that, for people.
        host: Option<String>,
        /// What makes the new value accepted.
        apply: String,
        /// What makes the old one refused; none where `apply` has done that.
        retire: Option<String>,
    },
    /// A repository of restic, which takes several passwords.
    Restic {
        /// As `restic -r` takes it.
        repository: String,
    },
}

/// Who uses a value.
#[derive(Clone, Debug)]
pub struct Dependent {
    /// The host.
    pub host: String,
    /// Units to restart.
    pub restart: Vec<String>,
    /// Units to reload.
    pub reload: Vec<String>,
    /// An executable of the repository that brings the value there; none where a deployment does.
    pub hook: Option<String>,
}

impl Dependent {
    /// A host that gets values when it is deployed.
    pub fn by_deployment(host: &str) -> Self {
        Self { host: host.to_owned(), restart: Vec::new(), reload: Vec::new(), hook: None }
    }
}

/// How one sees that a value is accepted.
#[derive(Clone, Debug)]
pub struct Probe {
    /// From where, for people.
    pub host: Option<String>,
    /// What is tried.
    pub what: Try,
}

/// What is tried.
#[derive(Clone, Debug)]
pub enum Try {
    /// An executable of the repository.
    Hook(String),
    /// An answer over HTTP, with the value as a password or as a bearer token.
    Http {
        /// Where.
        url: String,
        /// With this user; as a bearer token where there is none.
        user: Option<String>,
        /// The status of the answer.
        expect: u64,
        /// A file of certificates to trust.
        ca: Option<String>,
    },
    /// The certificate that is served.
    Tls {
        /// `host:port`.
        address: String,
        /// The name that is asked for.
        name: Option<String>,
    },
    /// A login over ssh with the value as the key.
    Ssh {
        /// The host or its address.
        address: String,
        /// The port.
        port: u64,
        /// The user.
        user: String,
        /// A file of known host keys.
        known_hosts: String,
    },
    /// The key that an ssh server shows.
    SshHost {
        /// The host or its address.
        address: String,
        /// The port.
        port: u64,
    },
    /// A repository of restic.
    Restic(String),
}

impl Policy {
    /// The executables that it names.
    pub fn hooks(&self) -> Vec<&str> {
        let verifier = match &self.verifier {
            Some(Verifier::Hook { apply, retire, .. }) => vec![Some(apply), retire.as_ref()],
            _ => Vec::new(),
        };
        let dependents = self.dependents.iter().flatten().map(|one| one.hook.as_ref());
        let probes = self.verify.iter().map(|probe| match &probe.what {
            Try::Hook(hook) => Some(hook),
            _ => None,
        });
        let named = verifier.into_iter().chain(dependents).chain(probes);
        let made = self.generator.get("hook").and_then(Value::as_str);
        let mut hooks: Vec<&str> = named.flatten().map(String::as_str).chain(made).collect();
        hooks.sort_unstable();
        hooks.dedup();
        hooks
    }

    /// Whether old values are taken back at their verifier.
    pub fn retires(&self) -> bool {
        match &self.verifier {
            Some(Verifier::Hook { retire, .. }) => retire.is_some(),
            Some(Verifier::Restic { .. }) => true,
            Some(Verifier::Deployment { .. }) => false,
            None => self.kind == Kind::ApiToken,
        }
    }
}
