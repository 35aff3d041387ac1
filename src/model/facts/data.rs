//! The values of facts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `system.stateVersion`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateVersion {
    /// Its value.
    pub value: String,
    /// The file that sets it; null where nobody does.
    pub file: Option<String>,
}

/// `networking.firewall`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Firewall {
    /// Whether there is one.
    pub enable: bool,
    /// Whether rules are made by somebody else as well, as `networking.nftables` or ferm do.
    pub others: bool,
    /// Interfaces on which everything is let in.
    pub trusted_interfaces: Vec<String>,
    /// What is let in.
    pub open: Vec<OpenPorts>,
}

/// Ports that the firewall lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenPorts {
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The first port.
    pub from: u16,
    /// The last port.
    pub to: u16,
    /// The interface; null for all.
    pub interface: Option<String>,
    /// The module that opens them, where it can be known.
    pub file: Option<String>,
}

/// A port that a service listens on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listening {
    /// The service, as its options are called below `services`.
    pub service: String,
    /// The port.
    pub port: u32,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The address, where an option says one.
    pub address: Option<String>,
    /// The module that decides on it, where it can be known.
    pub file: Option<String>,
}

/// A user. Passwords are never values: only whether they are set.
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself in the JSON")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// `isNormalUser`
    pub normal: bool,
    /// The number, where it is fixed.
    pub uid: Option<i64>,
    /// The primary group.
    pub group: Option<String>,
    /// Further groups.
    pub groups: Vec<String>,
    /// Whether the user is in `wheel`.
    pub wheel: bool,
    /// Whether a hash that some password has, or a file with one, is set.
    pub password_hash: bool,
    /// Whether a password is set as plain text.
    pub plain_password: bool,
    /// How many ssh keys may log in.
    pub keys: u32,
    /// How many files of such keys.
    pub key_files: u32,
    /// The keys: lines as `authorized_keys` has them.
    pub authorized: Vec<String>,
}

/// How users come in, beside keys and passwords of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// Whether passwords set on the machine stay.
    pub mutable_users: Option<bool>,
    /// Users who are logged in without being asked.
    pub automatic: Vec<String>,
    /// Whether there is another way to prove who one is: LDAP, a security key, a finger.
    pub elsewhere: bool,
}

/// `boot.loader`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Boot {
    /// The boot loaders that are installed, as their options are called.
    pub loaders: Vec<String>,
    /// Where the EFI system partition is mounted.
    pub esp: Option<String>,
    /// How many generations the menus of these loaders offer.
    #[serde(default)]
    pub menus: Vec<BootMenu>,
}

/// The boot menu of a loader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BootMenu {
    /// The loader, as its options are called.
    pub loader: String,
    /// The option that bounds it.
    pub option: String,
    /// Generations that it offers at most; none where all that there are.
    pub limit: Option<u32>,
}

/// `security.sudo`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sudo {
    /// Whether there is sudo.
    pub enable: bool,
    /// Whether members of `wheel` are asked for a password.
    pub wheel_needs_password: Option<bool>,
    /// `extraRules`
    pub rules: Vec<SudoRule>,
}

/// A rule of sudo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SudoRule {
    /// For these users.
    pub users: Vec<String>,
    /// For these groups.
    pub groups: Vec<String>,
    /// Whether one of its commands runs without a password.
    pub no_password: bool,
    /// Whether any command does.
    pub anything: bool,
}

/// `services.openssh`; settings as sshd would read them, `yes` being `true`.
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself in the JSON")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ssh {
    /// Whether it runs.
    pub enable: bool,
    /// Its ports.
    pub ports: Vec<u16>,
    /// Whether the firewall lets them in.
    pub open_firewall: Option<bool>,
    /// `PasswordAuthentication`
    pub password_authentication: Option<String>,
    /// `KbdInteractiveAuthentication`
    pub kbd_interactive_authentication: Option<String>,
    /// `PermitRootLogin`
    pub permit_root_login: Option<String>,
    /// Whether `AuthenticationMethods` asks for more than one thing.
    pub several_methods: bool,
    /// Whether keys count that are not listed here: those that users have in their homes, those of a
    /// command or of a certificate authority.
    pub other_keys: bool,
    /// Whether tailscaled runs, which may answer in its place.
    pub tailscale: bool,
}

/// A secret of agenix or sops-nix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SecretFile {
    /// The encrypted file.
    pub file: Option<String>,
    /// Where it is put on the host.
    pub path: Option<String>,
    /// Its owner there.
    pub owner: Option<String>,
    /// Its group there.
    pub group: Option<String>,
    /// Its mode there.
    pub mode: Option<String>,
}

/// A file system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileSystem {
    /// The device.
    pub device: Option<String>,
    /// Its type.
    pub fs_type: Option<String>,
    /// Mount options.
    pub options: Vec<String>,
}

/// A systemd timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timer {
    /// Whether it is on.
    pub enable: bool,
    /// When, as systemd's calendar events.
    pub calendar: Vec<String>,
}

/// A Prometheus exporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exporter {
    /// Its port.
    pub port: u16,
    /// The address it listens on.
    pub address: Option<String>,
}
