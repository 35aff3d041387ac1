//! Files of sops, read from the outside: who may open them by the creation rules of a `.sops.yaml`,
//! and who can by the metadata of each file, which names every recipient in clear. No key is needed
//! for any of it.
//!
//! Source: the documentation of sops, sections "Using .sops.yaml conf to select KMS, PGP and age for
//! new files" and "Encryption protocol", and its `config` package.

pub mod compare;
pub mod config;
pub mod metadata;
mod recipients;
mod yaml;

/// As much of a file as is looked at, in bytes.
pub const MOST: usize = 16 << 20;
