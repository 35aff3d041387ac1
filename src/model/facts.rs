//! What an evaluation says of a host: `src/nix/expr/facts.nix`, mirrored.
//!
//! Every fact is a value or the error that keeps it from being known, so that one broken option does
//! not hide the others. A fact is null about something that the host does not declare.

mod data;
mod fleet;

use std::collections::BTreeMap;

pub use data::{
    Boot, Exporter, FileSystem, Firewall, Listening, Login, OpenPorts, SecretFile, Ssh,
    StateVersion, Sudo, SudoRule, Timer, User,
};
pub use fleet::{FleetFacts, HostState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Fact<T> {
    /// It is known.
    Value(T),
    /// It is not.
    Error(FactError),
}

impl<T> Fact<T> {
    /// The value, where it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Error(_) => None,
        }
    }

    /// The error, where there is one.
    pub fn error(&self) -> Option<&FactError> {
        match self {
            Self::Value(_) => None,
            Self::Error(error) => Some(error),
        }
    }
}

/// Why something could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FactError {
    /// What sort of error.
    pub kind: ErrorKind,
    /// What Nix said, without colours.
    pub message: String,
    /// Where: the flake's own file before those of its inputs.
    pub at: Option<FactPlace>,
    /// The option that was being evaluated, as far as Nix names it.
    pub option: Option<String>,
}

/// See [`FactError::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ErrorKind {
    /// Anything that Nix refuses.
    Evaluation,
    /// A value depends on itself.
    InfiniteRecursion,
    /// A definition without an option.
    UnknownOption,
    /// A derivation would have to be built first.
    NeedsBuild,
    /// A source is neither in the store nor to be had.
    Fetch,
    /// The machine has not enough memory, even for this host alone.
    OutOfMemory,
    /// Nix itself ended without a word that says why.
    Crash,
    /// The value has a shape that nixward does not know.
    Shape,
}

/// Where an error comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FactPlace {
    /// The file: relative to the source root where it is the flake's own, otherwise absolute.
    pub file: String,
    /// Whether it is the flake's own.
    pub own: bool,
    /// Line, from 1; none where Nix names the file alone.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
}

/// What was asked for under each name: the value in its raw form, or the error.
pub type RawFacts = BTreeMap<String, Fact<Value>>;

macro_rules! host_facts {
    ($($(#[doc = $doc:literal])+ $field:ident $name:literal: $kind:ty,)+) => {
        /// What is known of a host.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct HostFacts {
            $($(#[doc = $doc])+ #[serde(rename = $name)] pub $field: Fact<$kind>,)+
        }

        impl HostFacts {
            /// The names of all facts, as `facts.nix` spells them.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Takes the facts from what was answered; what is not there was not asked for.
            pub fn from_raw(mut raw: RawFacts) -> Self {
                Self { $($field: typed(raw.remove($name)),)+ }
            }

            /// As [`Self::errors`], to be told more of.
            pub fn errors_mut(&mut self) -> impl Iterator<Item = &mut FactError> {
                let mut errors = Vec::new();
                $(if let Fact::Error(error) = &mut self.$field {
                    errors.push(error);
                })+
                errors.into_iter()
            }

            /// The facts that are not known, by name.
            pub fn errors(&self) -> Vec<(&'static str, &FactError)> {
                let mut errors = Vec::new();
                $(errors.extend(self.$field.error().map(|error| ($name, error)));)+
                errors
            }
        }
    };
}

host_facts! {
    /// Whether all modules load; an error here is one of the host as a whole.
    modules "modules": bool,
    /// `networking.hostName`
    host_name "hostName": Option<String>,
    /// `x86_64-linux` and the like.
    system "system": Option<String>,
    /// The NixOS release, `26.05`.
    release "release": Option<String>,
    /// `system.stateVersion`
    state_version "stateVersion": Option<StateVersion>,
    /// The messages of the assertions that fail.
    assertions "assertions": Vec<String>,
    /// The texts of `warnings`.
    warnings "warnings": Vec<String>,
    /// `networking.firewall`
    firewall "firewall": Option<Firewall>,
    /// Where services listen, as far as options tell.
    listening "listening": Vec<Listening>,
    /// Those of them that have a network of their own.
    isolated "isolated": Vec<String>,
    /// `users.users` by name, without those that Nix builds as.
    users "users": Option<BTreeMap<String, User>>,
    /// The names of `users.groups`.
    groups "groups": Option<Vec<String>>,
    /// How users come in, beside keys and passwords of their own.
    login "login": Login,
    /// `security.sudo`, or `security.sudo-rs` where that runs.
    sudo "sudo": Option<Sudo>,
    /// `services.openssh`
    ssh "ssh": Option<Ssh>,
    /// `age.secrets`
    age "age": Option<BTreeMap<String, SecretFile>>,
    /// `sops.secrets`
    sops "sops": Option<BTreeMap<String, SecretFile>>,
    /// `fileSystems`, by mount point.
    file_systems "fileSystems": Option<BTreeMap<String, FileSystem>>,
    /// `boot.isContainer`
    container "container": Option<bool>,
    /// `boot.loader`
    boot "boot": Boot,
    /// `trusted-users` of Nix.
    trusted_users "trustedUsers": Option<Vec<String>>,
    /// Packages with known holes that may be used all the same.
    insecure_packages "insecurePackages": Vec<String>,
    /// `systemd.timers`
    timers "timers": Option<BTreeMap<String, Timer>>,
    /// The Prometheus exporters that run.
    exporters "exporters": Option<BTreeMap<String, Exporter>>,
    /// `boot.kernel.sysctl` as text, without those that name programs.
    sysctl "sysctl": Option<BTreeMap<String, Option<String>>>,
    /// The names of the specialisations.
    specialisations "specialisations": Vec<String>,
}

fn typed<T: serde::de::DeserializeOwned>(raw: Option<Fact<Value>>) -> Fact<T> {
    let broken = |message: String| {
        Fact::Error(FactError { kind: ErrorKind::Shape, message, at: None, option: None })
    };
    match raw {
        None => broken("it was not asked for".to_owned()),
        Some(Fact::Error(error)) => Fact::Error(error),
        Some(Fact::Value(value)) => match serde_json::from_value(value) {
            Ok(value) => Fact::Value(value),
            Err(error) => broken(format!("its value has another shape than expected: {error}")),
        },
    }
}

/// The system of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toplevel {
    /// The store path of its derivation.
    pub drv_path: String,
    /// What that builds.
    pub out_path: String,
}

/// What an evaluation came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluated {
    /// The host's attribute name.
    pub host: String,
    /// What is known of it.
    pub facts: HostFacts,
    /// The store path of its derivation, where it was asked for.
    pub drv_path: Option<Fact<String>>,
    /// Wall time of its processes, in milliseconds.
    pub ms: u64,
    /// The most memory that one of its processes had, in bytes, as far as it was seen.
    pub peak: u64,
    /// What Nix said on the way, each once.
    pub notes: Vec<String>,
}

impl Evaluated {
    /// The error of the host as a whole, where there is one.
    pub fn failure(&self) -> Option<&FactError> {
        self.facts.modules.error()
    }
}
