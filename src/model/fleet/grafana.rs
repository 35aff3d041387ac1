//! The pages that show metrics and logs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SecretName;

/// Grafana, on the monitoring server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Grafana {
    /// The domain name under which people reach it.
    pub domain: Option<String>,
    /// The name of the secret that holds the password of its administrator.
    pub admin_password: Option<SecretName>,
    /// The name of the secret that holds the key by which it encrypts what it stores. NixOS 26.05 and newer
    /// ask for one.
    pub secret_key: Option<SecretName>,
}
