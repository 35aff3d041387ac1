//! Hashes of passwords. One that fits the password stays as it is: another salt would be a change for
//! nothing.

use yescrypt::{PasswordHasher as _, PasswordVerifier as _, Yescrypt};
use zeroize::Zeroizing;

use super::{From, Minted, settings};
use crate::error::{Error, Result};
use crate::secrets::rotation::policy::{Kind, Policy};

/// The work that bcrypt does, as a power of two; what `htpasswd` and login are used to.
const COST: u64 = 10;

/// As many bytes of a password as bcrypt looks at.
const BCRYPT_LIMIT: usize = 72;

struct How {
    user: Option<String>,
    cost: u32,
}

fn how(policy: &Policy) -> std::result::Result<How, String> {
    let known: &[&str] = match policy.kind {
        Kind::Htpasswd => &["source", "dependsOn", "user", "cost"],
        Kind::Bcrypt => &["source", "dependsOn", "cost"],
        _ => &["source", "dependsOn"],
    };
    let settings = settings(policy, known)?;
    let cost = settings.number("cost", 4..=17, COST)?;
    let user = match policy.kind {
        Kind::Htpasswd => Some(settings.needed("user")?),
        _ => None,
    };
    if user.as_ref().is_some_and(|user| user.contains(':')) {
        return Err("`rotate.generator.user` should have no colon".to_owned());
    }
    Ok(How { user, cost: u32::try_from(cost).unwrap_or(10) })
}

pub(super) fn check(policy: &Policy) -> std::result::Result<(), String> {
    how(policy).map(drop)
}

/// What a hash is of: the password without the end of its line.
fn password<'a>(from: &'a From<'_>) -> Result<&'a [u8]> {
    let source = from.sources.first().map(|(_, value)| value.as_slice());
    let source = source.ok_or_else(|| Error::internal("a hash has no source"))?;
    let source = source.strip_suffix(b"\n").unwrap_or(source);
    Ok(source.strip_suffix(b"\r").unwrap_or(source))
}

pub(super) fn make(policy: &Policy, from: &From<'_>) -> Result<Minted> {
    let how = how(policy).map_err(Error::input)?;
    let password = password(from)?;
    let failed =
        |why: String| Error::tool(format!("{} cannot be computed", from.file)).because(why);
    let hash = if policy.kind == Kind::Yescrypt {
        let hash = Yescrypt::default().hash_password(password);
        hash.map_err(|error| failed(error.to_string()))?.to_string()
    } else {
        if password.len() > BCRYPT_LIMIT {
            return Err(Error::input(format!("{} cannot be computed", from.file))
                .because(format!("bcrypt looks at {BCRYPT_LIMIT} bytes of a password only"))
                .hint("make the password shorter: `generator.length` of its rule"));
        }
        let hash = bcrypt::hash_with_result(password, how.cost);
        // The version that every library and `htpasswd` take.
        hash.map_err(|error| failed(error.to_string()))?.format_for_version(bcrypt::Version::TwoY)
    };
    let text = how.user.map_or_else(|| hash.clone(), |user| format!("{user}:{hash}\n"));
    Ok(Minted { value: Zeroizing::new(text.into_bytes()), public: None })
}

/// Whether a value is a hash of the password that it is to be of; false for what is none.
///
/// # Errors
/// A rule that does not say how.
pub fn fits(policy: &Policy, from: &From<'_>, value: &[u8]) -> Result<bool> {
    if !matches!(policy.kind, Kind::Htpasswd | Kind::Bcrypt | Kind::Yescrypt) {
        return Ok(false);
    }
    let how = how(policy).map_err(Error::input)?;
    let Ok(text) = std::str::from_utf8(value) else { return Ok(false) };
    let password = password(from)?;
    let hash = match (&how.user, text.trim_end().split_once(':')) {
        (Some(user), Some((named, hash))) if user == named => hash,
        (None, None) => text.trim_end(),
        _ => return Ok(false),
    };
    Ok(match policy.kind {
        Kind::Yescrypt => yescrypt::PasswordHashRef::new(hash)
            .is_ok_and(|hash| Yescrypt::default().verify_password(password, hash).is_ok()),
        _ => bcrypt::verify(password, hash).unwrap_or(false),
    })
}
