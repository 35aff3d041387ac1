//! What lies where a secret belongs.

use crate::agefile::{self, header};
use crate::model::secrets::{Flaw, OnDisk};
use crate::tree::{RelPath, Resolved, Tree};

/// Looks at one file of age.
pub(super) fn look(tree: &Tree, path: &RelPath) -> OnDisk {
    match tree.resolve(path) {
        Ok(Resolved::Found(path, kind)) if kind.is_file() => sealed(tree, &path),
        Ok(Resolved::Found(..)) => flawed("it is no file", true),
        Ok(Resolved::Missing(path)) => match tree.hidden(&path) {
            Ok(Some(hidden)) => OnDisk::Unseen(hidden.reason(), hidden.help(&path)),
            _ => OnDisk::Missing,
        },
        Ok(Resolved::Leaves { link, .. }) => {
            flawed(&format!("the symlink {link} leads out of the flake"), false)
        }
        Ok(Resolved::Loop(link)) => flawed(&format!("the symlink {link} leads to itself"), false),
        Err(error) => flawed(&error.to_string(), false),
    }
}

fn sealed(tree: &Tree, path: &RelPath) -> OnDisk {
    match tree.read_start(path, agefile::HEAD) {
        Ok(start) => match header::read(&start, start.len() < agefile::HEAD) {
            Ok(sealed) => OnDisk::Sealed(sealed),
            Err(why) => OnDisk::Flawed(why.into()),
        },
        Err(error) => flawed(&error.to_string(), false),
    }
}

fn flawed(message: &str, plain: bool) -> OnDisk {
    OnDisk::Flawed(Flaw { plain, message: message.to_owned() })
}
