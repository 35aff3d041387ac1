//! New values, by kind.

mod hash;
pub mod issuer;
pub mod restic;
mod tls;

use std::path::Path;

use serde_json::Value;
use zeroize::Zeroizing;

use super::hook::Call;
use super::policy::{Kind, Policy};
use super::settings::Settings;
use crate::agefile::keygen;
use crate::error::{Error, Result};
use crate::secrets::generator::Generator;

pub use hash::fits;

/// A value, and what belongs to it.
pub struct Minted {
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// What is no secret: the text of the file beside it.
    pub public: Option<String>,
}

/// What a value is made from.
pub struct From<'a> {
    /// The source root, where hooks and public files are named from.
    pub root: &'a Path,
    /// The secret.
    pub file: &'a str,
    /// The values it is computed from, by the names that the rule gives them.
    pub sources: &'a [(String, Zeroizing<Vec<u8>>)],
    /// The time, in seconds since 1970.
    pub now: u64,
}

/// The ending of the public half's file; none where there is none.
pub const fn public_ending(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::WireGuard | Kind::SshUser | Kind::SshHost | Kind::Age => Some("pub"),
        Kind::Tls => Some("crt"),
        _ => None,
    }
}

/// Whether the settings of a generator are in order.
///
/// # Errors
/// What is wrong with them: a sentence without a full stop.
pub(super) fn check(policy: &Policy) -> std::result::Result<(), String> {
    match policy.kind {
        Kind::Htpasswd | Kind::Bcrypt | Kind::Yescrypt => hash::check(policy),
        Kind::Tls => tls::check(policy),
        Kind::ApiToken => issuer::check(policy),
        Kind::Derived => derive_settings(policy).and_then(|set| set.needed("hook").map(drop)),
        Kind::Age => settings(policy, &[]).map(drop),
        _ => generator(policy).map(drop),
    }
}

fn settings<'a>(policy: &'a Policy, known: &[&str]) -> std::result::Result<Settings<'a>, String> {
    let known: Vec<&str> = known.iter().copied().chain(["kind"]).collect();
    Settings::of("rotate.generator", &policy.generator, &known)
}

fn derive_settings(policy: &Policy) -> std::result::Result<Settings<'_>, String> {
    settings(policy, &["hook", "source", "dependsOn"])
}

fn generator(policy: &Policy) -> std::result::Result<Generator, String> {
    let kind = match policy.kind {
        Kind::Restic => "password",
        kind => kind.name(),
    };
    let settings = policy.generator.as_object().cloned().unwrap_or_default();
    Generator::read(kind, &settings)
}

/// Makes a value; not of a kind that is asked for elsewhere.
///
/// # Errors
/// What went wrong.
pub fn make(policy: &Policy, from: &From<'_>) -> Result<Minted> {
    let minted = match policy.kind {
        Kind::Htpasswd | Kind::Bcrypt | Kind::Yescrypt => hash::make(policy, from)?,
        Kind::Tls => tls::make(policy, from)?,
        Kind::Derived => derive(policy, from)?,
        Kind::Age => {
            let (key, public) = keygen::generate();
            let value = Zeroizing::new(key.as_bytes().to_vec());
            Minted { value, public: Some(public + "\n") }
        }
        _ => {
            let made = generator(policy).and_then(|generator| generator.make());
            let made = made.map_err(Error::tool)?;
            Minted { value: made.value, public: made.public }
        }
    };
    if minted.value.is_empty() {
        return Err(Error::tool(format!("the new value of {} is empty", from.file))
            .hint("nothing was written"));
    }
    Ok(minted)
}

/// The value that a hook computes from those of other secrets.
fn derive(policy: &Policy, from: &From<'_>) -> Result<Minted> {
    let hook = derive_settings(policy).and_then(|set| set.needed("hook")).map_err(Error::input)?;
    let mut told = serde_json::Map::new();
    told.insert("secret".to_owned(), Value::from(from.file));
    let values = from.sources.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
    let values = values.collect();
    let answer =
        Call { hook: &hook, action: "derive", told, values, answers: true }.run(from.root)?;
    Ok(Minted { value: answer.value.unwrap_or_default(), public: None })
}

/// The public half of a private ssh key.
///
/// # Errors
/// What is wrong with it: a sentence without a full stop.
pub(super) fn public_of(value: &[u8]) -> std::result::Result<String, String> {
    let key = openssh_key::PrivateKey::from_openssh(value);
    let key = key.map_err(|_| "the value is no private key of OpenSSH")?;
    key.public_key().to_openssh().map_err(|error| error.to_string())
}
