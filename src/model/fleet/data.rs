//! Disks, backups, databases and certificates.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AbsolutePath, NamesHost, NamesRepository, RepositoryUrl, SecretName, TimeSpan};

/// A disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disk {
    /// What it is called here.
    #[serde(default)]
    pub name: Option<String>,
    /// Its device, by a name that stays: `/dev/disk/by-id/...`.
    #[schemars(extend("x-also" = ["id", "path"]))]
    pub device: AbsolutePath,
    /// The ZFS pool or volume group it is part of.
    #[serde(default)]
    pub pool: Option<String>,
}

/// A file system to watch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FileSystem {
    /// Its type, such as `ext4` or `zfs`.
    pub fs_type: Option<String>,
    /// The share of it that may be used, from 0 to 1. Default: 0.9.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fills_by: Option<f64>,
}

/// Where backups go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Backup {
    /// The repositories.
    pub repositories: BTreeMap<String, Repository>,
}

/// A place that holds backups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Repository {
    /// What it is. Default: `restic`.
    #[schemars(extend("x-also" = ["type"]))]
    pub kind: Option<RepositoryKind>,
    /// The host of the fleet that holds it.
    pub host: Option<NamesHost>,
    /// Where it is found, without password or token.
    pub url: Option<RepositoryUrl>,
    /// Whether it is in another house.
    pub offsite: bool,
    /// The name of the secret with its password and account.
    #[schemars(extend("x-also" = ["password", "passwordFile"]))]
    pub secret: Option<SecretName>,
}

/// The program that a repository belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RepositoryKind {
    Restic,
    Borg,
}

/// Files that are backed up together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BackupSet {
    /// The repository they go to.
    #[schemars(extend("x-also" = ["repo"]))]
    pub repository: Option<NamesRepository>,
    /// What is backed up.
    pub paths: Vec<AbsolutePath>,
    /// Patterns of what is not.
    pub exclude: Vec<String>,
    /// Time between two backups. Default: a day.
    pub interval: Option<TimeSpan>,
    /// A file written before each backup, whose age shows how old a restored one is.
    pub sentinel: Option<AbsolutePath>,
    /// The database that is dumped into it.
    pub database: Option<String>,
}

/// A database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Database {
    /// What it is.
    #[schemars(extend("x-also" = ["type"]))]
    pub kind: Option<DatabaseKind>,
    /// Its file, where it is one.
    pub path: Option<AbsolutePath>,
}

/// The program that a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DatabaseKind {
    Postgresql,
    Mysql,
    Sqlite,
    Redis,
}

/// A certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Certificate {
    /// How the authority is shown that the name is ours.
    pub challenge: Option<Challenge>,
    /// The authority's profile; decides how long the certificate lives.
    pub profile: Option<String>,
}

/// How an authority is shown that a name is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Challenge {
    /// By a DNS record.
    Dns,
    /// By a page.
    Http,
    /// In the TLS handshake.
    TlsAlpn,
    /// Not at all: it comes from an authority of one's own.
    Internal,
}
