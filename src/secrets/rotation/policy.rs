//! What a rule says of rotation: `rotate = { kind = "password"; verifier = ..; dependents = [ .. ]; }`.

use serde_json::Value;

use super::settings::Settings;
use super::window::Window;
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::secrets::Secret;

/// What may stand in `rotate`.
const KEYS: &[&str] = &[
    "kind",
    "generator",
    "maxAge",
    "warnBefore",
    "verifier",
    "dependents",
    "verify",
    "overlap",
    "window",
    "keepOld",
    "onFailure",
];

/// How long the old value is kept once the new one is verified, in seconds, where the rule is silent.
const KEEP_OLD: u64 = 86_400;

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
    /// What the rule of a secret says; none where it says nothing of a rotation that could be made.
    ///
    /// # Errors
    /// What is wrong with it, with file and line: a sentence without a full stop.
    pub fn of(secret: &Secret) -> Result<Option<Self>, String> {
        let Some(rule) = secret.rules.first() else { return Ok(None) };
        let at =
            |why: String| format!("{}: {}: {why}", crate::secrets::plan::place(rule), rule.name);
        let policy = rule.policy.as_ref().map_err(|mistake| at(mistake.message.clone()))?;
        let Some(rotate) = policy.get("rotate") else { return Ok(None) };
        Self::read(rotate, policy.get("generator")).map_err(at)
    }

    /// Reads `rotate`; `generator` is what the rule says beside it.
    fn read(rotate: &Value, generator: Option<&Value>) -> Result<Option<Self>, String> {
        let settings = Settings::of("rotate", rotate, KEYS)?;
        let generator = settings.get("generator").or(generator);
        let Some(kind) = kind(&settings, generator)? else { return Ok(None) };
        let generator = match generator {
            Some(Value::Object(set)) => Value::Object(set.clone()),
            // The name of a kind.
            None | Some(Value::String(_)) => Value::Object(serde_json::Map::new()),
            Some(_) => return Err("`generator` should be a set, or the name of a kind".to_owned()),
        };
        let verifier = settings.get("verifier").map(|said| verifier(kind, said)).transpose()?;
        let policy = Self {
            kind,
            sources: sources(kind, &generator)?,
            inputs: inputs(kind, &generator),
            verifier,
            dependents: settings.get("dependents").map(dependents).transpose()?,
            verify: settings.get("verify").map(probes).transpose()?.unwrap_or_default(),
            overlap: settings.word("overlap", &["auto", "none"])? == "auto",
            window: settings.text("window")?.map(|text| text.parse()).transpose()?,
            keep_old: settings.span("keepOld")?.unwrap_or(KEEP_OLD),
            stay_old: settings.word("onFailure", &["stay-old", "wait"])? == "stay-old",
            generator,
        };
        settings.span("maxAge")?;
        settings.span("warnBefore")?;
        policy.consistent()?;
        super::mint::check(&policy)?;
        Ok(Some(policy))
    }

    fn consistent(&self) -> Result<(), String> {
        if !self.overlap && self.verifier.is_some() && self.window.is_none() {
            return Err(
                "`overlap = \"none\"` with a `verifier` needs a `window`: from then until \
                        everybody has the new value, some are refused"
                    .to_owned(),
            );
        }
        if self.retires() && self.verify.is_empty() {
            return Err("a `verifier` that retires old values needs `verify`: nothing is retired \
                        before the new value is seen to work"
                .to_owned());
        }
        Ok(())
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

fn kind(settings: &Settings<'_>, generator: Option<&Value>) -> Result<Option<Kind>, String> {
    let beside = match generator {
        Some(Value::String(kind)) => Some(kind.clone()),
        Some(Value::Object(set)) => set.get("kind").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    let Some(name) = settings.text("kind")?.or(beside) else { return Ok(None) };
    let name = if name == "ssh-ed25519" { "ssh-user" } else { name.as_str() };
    if let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name) {
        return Ok(Some(*kind));
    }
    let names = || KINDS.iter().map(|(name, _)| *name);
    let meant = nearest(name, names()).map_or_else(
        || format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        did_you_mean,
    );
    Err(format!("nothing of the kind `{name}` can be rotated; {meant}"))
}

fn sources(kind: Kind, generator: &Value) -> Result<Vec<String>, String> {
    let texts = |name: &str| -> Result<Vec<String>, String> {
        match generator.get(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(list)) => list
                .iter()
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| format!("`{name}` of a generator should be names of secrets")),
            Some(_) => Err(format!("`{name}` of a generator should be names of secrets")),
        }
    };
    let sources = [texts("source")?, texts("dependsOn")?].concat();
    match (kind, sources.len()) {
        (Kind::Derived, 0) => Err("a derived secret needs `generator.dependsOn`".to_owned()),
        (Kind::Htpasswd | Kind::Bcrypt | Kind::Yescrypt, count) if count != 1 => {
            Err("a hash needs `generator.source`: the secret with the password".to_owned())
        }
        (kind, _) if !kind.is_derived() => Ok(Vec::new()),
        _ => Ok(sources),
    }
}

fn inputs(kind: Kind, generator: &Value) -> Vec<String> {
    let key = generator.get("caKey").and_then(Value::as_str).filter(|_| kind == Kind::Tls);
    key.into_iter().map(str::to_owned).collect()
}

fn verifier(kind: Kind, said: &Value) -> Result<Verifier, String> {
    if kind == Kind::Restic && said.get("repository").is_some() {
        let settings = Settings::of("rotate.verifier", said, &["repository"])?;
        return Ok(Verifier::Restic { repository: settings.needed("repository")? });
    }
    let settings = Settings::of("rotate.verifier", said, &["host", "apply", "retire"])?;
    let (host, retire) = (settings.text("host")?, settings.text("retire")?);
    match (settings.text("apply")?, host) {
        (Some(apply), host) => Ok(Verifier::Hook { host, apply, retire }),
        (None, Some(host)) if retire.is_none() => Ok(Verifier::Deployment { host }),
        _ => Err("`rotate.verifier` needs `apply`, an executable of the repository".to_owned()),
    }
}

fn dependents(said: &Value) -> Result<Vec<Dependent>, String> {
    let list = said.as_array().ok_or("`rotate.dependents` should be a list of sets")?;
    list.iter()
        .map(|one| {
            let known = ["host", "restart", "reload", "hook"];
            let settings = Settings::of("rotate.dependents", one, &known)?;
            Ok(Dependent {
                host: settings.needed("host")?,
                restart: settings.texts("restart")?,
                reload: settings.texts("reload")?,
                hook: settings.text("hook")?,
            })
        })
        .collect()
}

fn probes(said: &Value) -> Result<Vec<Probe>, String> {
    match said {
        Value::Array(list) => list.iter().map(super::probe::read).collect(),
        one => Ok(vec![super::probe::read(one)?]),
    }
}
