//! Reading what a rule says of rotation; whatever is not as it should be is said.

use serde_json::Value;

use super::policy::{Dependent, KINDS, Kind, Policy, Probe, Verifier};
use super::settings::Settings;
use crate::flake::similar::{did_you_mean, nearest};
use crate::model::secrets::{Mistake, MistakeKind, Secret};

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

/// Those that say when a value is due, and how it is made.
const OF_AGE: &[&str] = &["kind", "generator", "maxAge", "warnBefore"];

/// How long the old value is kept once the new one is verified, in seconds, where the rule is silent.
const KEEP_OLD: u64 = 86_400;

impl Policy {
    /// What the rule of a secret says; none where it says nothing of a rotation that could be made.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of(secret: &Secret) -> Result<Option<Self>, Mistake> {
        let Some(rule) = secret.rules.first() else { return Ok(None) };
        let policy = rule.policy.as_ref().map_err(Clone::clone)?;
        let Some(rotate) = policy.get("rotate") else { return Ok(None) };
        Self::read(rotate, policy.get("generator")).map_err(|message| Mistake {
            at: rule.at.clone(),
            message,
            kind: MistakeKind::Wrong,
        })
    }

    /// Reads `rotate`; `generator` is what the rule says beside it.
    fn read(rotate: &Value, generator: Option<&Value>) -> Result<Option<Self>, String> {
        let settings = Settings::of("rotate", rotate, KEYS)?;
        times(&settings)?;
        let generator = settings.get("generator").or(generator);
        let Some(kind) = kind(&settings, generator)? else {
            let how = KEYS.iter().find(|key| !OF_AGE.contains(key) && settings.get(key).is_some());
            return how.map_or(Ok(None), |how| {
                Err(format!("`rotate.{how}` says how the value is rotated, and no `kind` of which kind it is"))
            });
        };
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
}

/// Whether the times that a rule names go together.
fn times(settings: &Settings<'_>) -> Result<(), String> {
    let Some(max_age) = settings.span("maxAge")? else {
        return settings.span("warnBefore").and_then(|_| settings.span("keepOld")).map(drop);
    };
    for (name, why) in [
        ("warnBefore", "nobody would ever hear that all is well"),
        ("keepOld", "the next value would be due before the old one is gone"),
    ] {
        if settings.span(name)?.is_some_and(|span| span > max_age) {
            return Err(format!("`rotate.{name}` is longer than `maxAge`: {why}"));
        }
    }
    Ok(())
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
