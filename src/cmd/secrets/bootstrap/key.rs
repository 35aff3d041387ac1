//! The key of a host, and whether it is certain.

use std::path::Path;

use super::super::session::Session;
use super::Args;
use crate::agefile::recipient;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::fsx;
use crate::model::fleet::{Address, Target};
use crate::model::report::KeySource;
use crate::model::secrets::{KeyKind, Recipient};
use crate::secrets::host_key;

/// As much as is read of a file with a public key, in bytes.
const LIMIT: u64 = 64 << 10;

/// A key and where it is from.
pub(super) struct HostKey {
    pub(super) key: Recipient,
    pub(super) from: KeySource,
    pub(super) fingerprint: Option<String>,
}

/// Finds the key; one that was asked for over the network counts only once its fingerprint is agreed to.
pub(super) fn find(context: &Context, session: &Session, args: &Args) -> Result<HostKey> {
    let target = target(context, &args.host)?;
    let (key, from) = if let Some(said) = &args.key {
        (said_key(said)?, KeySource::Argument)
    } else if let Some(address) = &args.scan {
        let named = Some(address.as_str()).filter(|address| !address.is_empty());
        let known = target.and_then(|target| target.addresses.first()).map(Address::as_str);
        let address = named.or(known).ok_or_else(|| {
            Error::input(format!("the inventory knows no address of {}", args.host))
                .hint("name it: --scan ADDRESS")
        })?;
        let port = target.and_then(|target| target.port).unwrap_or(22);
        (host_key::scan(address, port)?, KeySource::Scan)
    } else {
        let known = target.and_then(|target| target.host_key.as_ref()).ok_or_else(|| {
            Error::input(format!("the inventory has no key of {}", args.host))
                .hint("name it with --key, or ask the host for it with --scan")
        })?;
        (recipient::read(known.as_str()), KeySource::Inventory)
    };
    if let Some(flaw) = key.flaw.as_deref().or((key.kind == KeyKind::None).then_some("it is none"))
    {
        return Err(Error::input(format!("no secret can be encrypted to {}", key.short()))
            .because(flaw.to_owned()));
    }
    let fingerprint = recipient::fingerprint(&key);
    let found = HostKey { key, from, fingerprint };
    agree(context, session, args, &found)?;
    Ok(found)
}

/// What the inventory says of how to reach a host.
pub(super) fn target<'c>(context: &'c Context, host: &str) -> Result<Option<&'c Target>> {
    let fleet = context.inventory()?.and_then(|inventory| inventory.fleet.as_ref());
    Ok(fleet.and_then(|fleet| fleet.hosts.get(host)).and_then(|host| host.target.as_ref()))
}

fn said_key(said: &str) -> Result<Recipient> {
    let path = Path::new(said);
    if !said.contains(' ') && fsx::stat(path)?.is_some() {
        let text = String::from_utf8(fsx::read_limited(path, LIMIT)?)
            .map_err(|_| Error::input(format!("{said} holds no public key")))?;
        let mut keys = recipient::read_lines(&text);
        return match (keys.pop(), keys.is_empty()) {
            (Some(key), true) => Ok(key),
            _ => Err(Error::input(format!("{said} is to hold one public key"))),
        };
    }
    Ok(recipient::read(said))
}

/// What came over the network may be anybody's key.
fn agree(context: &Context, session: &Session, args: &Args, found: &HostKey) -> Result<()> {
    let shown = found.fingerprint.as_deref();
    if let Some(wanted) = &args.fingerprint {
        return match shown {
            Some(shown) if shown == wanted => Ok(()),
            shown => Err(Error::input(format!("{} has not the fingerprint {wanted}", args.host))
                .because(format!("its key has {}", shown.unwrap_or("none")))
                .hint("nothing was done; whoever answered may not be the host")),
        };
    }
    if found.from != KeySource::Scan {
        return Ok(());
    }
    let shown = shown.unwrap_or("none");
    context
        .ui
        .warn(&format!("what answers for {} has a key with the fingerprint {shown}", args.host));
    context.ui.note("the host itself shows: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    session.agree_with(
        "Is it the same?",
        &format!("pass --fingerprint {shown} once you have seen it on the host"),
    )
}
