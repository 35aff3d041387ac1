//! What nixward notes in the header of a file that it writes: a stanza of a type that other programs
//! ignore, covered by the header's MAC.
//!
//! `-> nixward-meta 1 RECIPIENTS TIME GENERATION [exposed]` with an empty body: a hash of who the file
//! is for, when its value was set, how many values it has had, and whether somebody knows the value who
//! may no longer. It moves with the file, and is lost when
//! another program writes the file anew; then tags and counts must do.

use age_core::format::Stanza;
use data_encoding::BASE64_NOPAD;
use sha2::{Digest, Sha256};

use crate::model::secrets::{KeyKind, Meta, Recipient};

/// The type of the stanza.
pub(super) const KIND: &str = "nixward-meta";

/// The version of what follows.
const VERSION: &str = "1";

/// Says that somebody knows the value who may no longer open the file.
const EXPOSED: &str = "exposed";

/// Reads the arguments of such a stanza; none where they are of a later version, or not in order.
pub(super) fn read<'a>(mut arguments: impl Iterator<Item = &'a str>) -> Option<Meta> {
    if arguments.next()? != VERSION {
        return None;
    }
    let recipients = arguments.next()?.to_owned();
    let set = arguments.next()?.parse().ok()?;
    let generation = arguments.next()?.parse().ok()?;
    let exposed = arguments.any(|argument| argument == EXPOSED);
    Some(Meta { recipients, set, generation, exposed })
}

/// The stanza.
pub(super) fn stanza(meta: &Meta) -> Stanza {
    let mut args = vec![
        VERSION.to_owned(),
        meta.recipients.clone(),
        meta.set.to_string(),
        meta.generation.to_string(),
    ];
    args.extend(meta.exposed.then(|| EXPOSED.to_owned()));
    Stanza { tag: KIND.to_owned(), args, body: Vec::new() }
}

/// A hash of a set of recipients: SHA-256 over the sorted keys, one a line, in base64.
pub fn hash<'a>(recipients: impl IntoIterator<Item = &'a Recipient>) -> String {
    let usable = recipients.into_iter().filter(|recipient| recipient.kind != KeyKind::None);
    let mut keys: Vec<&str> = usable.map(|recipient| recipient.key.trim_end_matches('=')).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key);
        hash.update(b"\n");
    }
    BASE64_NOPAD.encode(&hash.finalize())
}
