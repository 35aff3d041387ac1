//! Changing secrets: planned in full, then written so that a crash loses nothing.
//!
//! - [`store`]: where secrets lie, one change at a time, what a killed run left undone,
//! - [`merge`]: two versions of a secret made one,
//! - [`plan`]: what would be written and why, from public data alone,
//! - [`rekey`]: encrypting to those whom the rules name,
//! - [`text`]: rules that change together with secrets,
//! - [`value`]: new values: written, edited, made,
//! - [`generator`]: how values are made,
//! - [`due`]: how old values are,
//! - [`editor`]: plaintext in an editor, off the disk,
//! - [`host_key`]: the key that a host shows,
//! - [`install`]: opening the secrets of a host on the host,
//! - [`keys`]: the private keys of a run,
//! - [`prune`]: secrets that nothing speaks of,
//! - [`rotation`]: another value, step by step,
//! - [`scan`]: plaintext where none should be,
//! - [`sops`]: what the program of that name changes.
//!
//! Nothing here prints: results are values, and `model::ask` is how questions are asked.

pub mod due;
pub mod editor;
pub mod generator;
pub mod host_key;
pub mod install;
pub mod keys;
pub mod merge;
pub mod plan;
pub mod prune;
pub mod rekey;
pub mod rotation;
pub mod scan;
pub mod sops;
pub mod store;
pub mod text;
pub mod value;

mod cipher;
mod journal;
