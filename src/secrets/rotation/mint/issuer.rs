//! Tokens that somebody else issues, by executables of the repository: `mint`, `list` and `revoke`.
//!
//! The id under which a token is asked for is journaled before; whoever issued one to a run that was
//! killed is asked for it by that id, and told to revoke it: nobody knows its value.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::settings;
use crate::error::{Error, Result};
use crate::secrets::rotation::hook::{Answer, Call};
use crate::secrets::rotation::policy::Policy;

/// What the issuer says of a token.
#[derive(Deserialize)]
struct Issued {
    /// What it calls it.
    id: String,
    /// Under which id it was asked for.
    #[serde(default)]
    key: Option<String>,
}

pub(super) fn check(policy: &Policy) -> std::result::Result<(), String> {
    hook(policy).map(drop)
}

fn hook(policy: &Policy) -> std::result::Result<String, String> {
    settings(policy, &["hook"])?.needed("hook")
}

fn call(
    policy: &Policy,
    root: &Path,
    action: &'static str,
    told: Map<String, Value>,
    token: Option<&[u8]>,
) -> Result<Answer> {
    let hook = hook(policy).map_err(Error::input)?;
    let values = token.into_iter().map(|token| ("token", token)).collect();
    Call { hook: &hook, action, told, values, answers: action == "mint" }.run(root)
}

fn read<T: serde::de::DeserializeOwned>(answer: &Answer, action: &str) -> Result<T> {
    serde_json::from_str(&answer.text).map_err(|error| {
        Error::tool(format!("the hook's answer to `{action}` is not what it must be"))
            .because(error)
    })
}

/// Asks for a token; gives it, and what its issuer calls it.
pub(in crate::secrets::rotation) fn mint(
    policy: &Policy,
    root: &Path,
    told: &Map<String, Value>,
) -> Result<(Zeroizing<Vec<u8>>, String)> {
    let answer = call(policy, root, "mint", told.clone(), None)?;
    let issued: Issued = read(&answer, "mint")?;
    let value = answer.value.filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| {
        Error::tool("the hook's `mint` handed no token back on the descriptor `fds.out`")
    })?;
    Ok((value, issued.id))
}

/// Revokes whatever was issued under an id; gives how many that were.
pub(in crate::secrets::rotation) fn revoke_orphans(
    policy: &Policy,
    root: &Path,
    told: &Map<String, Value>,
    key: &str,
) -> Result<usize> {
    let listed: Vec<Issued> = read(&call(policy, root, "list", told.clone(), None)?, "list")?;
    let orphans: Vec<Issued> =
        listed.into_iter().filter(|issued| issued.key.as_deref() == Some(key)).collect();
    for orphan in &orphans {
        let mut told = told.clone();
        told.insert("token".to_owned(), Value::from(orphan.id.as_str()));
        call(policy, root, "revoke", told, None)?;
    }
    Ok(orphans.len())
}

/// Revokes a token; one that is gone is fine.
pub(in crate::secrets::rotation) fn revoke(
    policy: &Policy,
    root: &Path,
    told: &Map<String, Value>,
    token: &[u8],
) -> Result<()> {
    call(policy, root, "revoke", told.clone(), Some(token)).map(drop)
}
