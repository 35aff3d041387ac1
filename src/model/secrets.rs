//! Who may open which secret: what rules say, what lies encrypted on disk, and where both differ.
//!
//! Everything here is read without a private key. No value of a secret is ever part of it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

/// A place in a file of the flake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Path relative to the source root.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// Bytes `start..end` of the file.
    pub bytes: (u32, u32),
}

/// What kind of key a recipient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// `ssh-ed25519`
    SshEd25519,
    /// `ssh-rsa`
    SshRsa,
    /// `age1...`, 32 bytes.
    X25519,
    /// `age1pq1...` and the like: safe from quantum computers, not to be mixed with others.
    PostQuantum,
    /// `age1name1...`: a plugin's.
    Plugin,
    /// A fingerprint of `OpenPGP`, for sops.
    Pgp,
    /// A key that a service keeps, for sops: AWS KMS, GCP KMS, Azure Key Vault, Vault.
    Service,
    /// No key that can be encrypted to.
    None,
}

/// Whose way of keeping secrets it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tool {
    /// agenix and ragenix: rules in Nix, files of age.
    Agenix,
    /// sops: rules in `.sops.yaml`, files that name their recipients.
    Sops,
}

/// Someone who may open a secret, as a rule names them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Recipient {
    /// The key as text, without its comment.
    pub key: String,
    /// What stands behind an ssh key.
    pub comment: Option<String>,
    /// Which kind of key.
    pub kind: KeyKind,
    /// The type of the stanza that a file encrypted to it has, where that is known.
    pub stanza: Option<String>,
    /// The tag by which that stanza names it; none where the stanza is anonymous.
    pub tag: Option<String>,
    /// The age key that an ssh-ed25519 key also is, as `ssh-to-age` computes it for sops.
    pub age: Option<String>,
    /// What is wrong with it; a sentence without a full stop that does not repeat the key.
    pub flaw: Option<String>,
}

/// Those whom a rule names. Most rules of a file name the same, who are then kept once.
pub type Recipients = Arc<[Recipient]>;

/// Letters of the short form of a fingerprint that still tells a key of `OpenPGP` apart.
const LONG_ID: usize = 16;

impl Recipient {
    /// The key, shortened to what tells it apart for people.
    pub fn short(&self) -> String {
        shorten(&self.key)
    }

    /// Whether a key is this one, in another form perhaps.
    pub fn is(&self, key: &str) -> bool {
        let is_end = |whole: &str, end: &str| end.len() >= LONG_ID && whole.ends_with(end);
        self.key == key
            || self.age.as_deref() == Some(key)
            || self.kind == KeyKind::Pgp && (is_end(&self.key, key) || is_end(key, &self.key))
    }
}

/// A key, shortened to what tells it apart for people.
pub fn shorten(key: &str) -> String {
    let (kind, body) = key.split_once(' ').unwrap_or(("", key));
    let chars = body.chars().count();
    let body: String = if chars <= 24 {
        body.to_owned()
    } else {
        let end: String = body.chars().skip(chars - 8).collect();
        format!("{}...{end}", body.chars().take(8).collect::<String>())
    };
    format!("{kind} {body}").trim_start().to_owned()
}

/// What an encrypted file says of one who can open it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Stanza {
    /// Its type, such as `ssh-ed25519` or `X25519`; for sops that of the key, such as `age`.
    pub kind: String,
    /// The short tag of the key, where it has one.
    pub tag: Option<String>,
    /// The key, where the file names it in full, as those of sops do.
    pub key: Option<String>,
}

/// How an encrypted file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    Binary,
    Armored,
    Yaml,
    Json,
    Dotenv,
    Ini,
}

impl Format {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Armored => "armored",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Dotenv => "dotenv",
            Self::Ini => "ini",
        }
    }
}

/// What nixward noted in a file's header when it wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// A hash of the recipients it was written for.
    pub recipients: String,
    /// When its value was set, in seconds since 1970; 0 where that is not known.
    pub set: u64,
    /// How many values it has had as far as known, this one included.
    pub generation: u64,
    /// Whether somebody knows the value who may no longer open the file.
    pub exposed: bool,
}

/// An encrypted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How it is written.
    pub format: Format,
    /// Who can open it, in the file's order; what only pads the header is left out.
    pub stanzas: Vec<Stanza>,
    /// The keys of each key group, for sops.
    pub groups: Vec<Vec<String>>,
    /// Its size in bytes; none where only its start was read.
    pub bytes: Option<u64>,
    /// What nixward noted in it; none where another program wrote it.
    pub meta: Option<Meta>,
    /// When a value in it was last set as the file says, in seconds since 1970; for sops.
    pub modified: Option<i64>,
}

/// What lies where a secret belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnDisk {
    /// Nothing.
    Missing,
    /// Something that the flake does not see: why, and the way out.
    Unseen(String, String),
    /// An encrypted file.
    Sealed(Sealed),
    /// A file that is not encrypted, or not whole: what is wrong with it.
    Flawed(Flaw),
}

/// Why a file is no encrypted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Whether it is another file altogether rather than a damaged one.
    pub plain: bool,
    /// A sentence without a full stop.
    pub message: String,
}

/// Where a file's header and its rule differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Recipients of the rule that certainly cannot open the file.
    pub missing: Vec<Recipient>,
    /// What certainly can open the file although the rule does not name it.
    pub extra: Vec<Stanza>,
    /// Anonymous stanzas that the rule asks for and the file lacks.
    pub fewer: u32,
    /// Anonymous stanzas that the file has too many.
    pub more: u32,
    /// Whether it was written for other anonymous recipients than the rule's, as many as there are.
    pub replaced: bool,
    /// Recipients whose presence cannot be told from the header.
    pub unchecked: u32,
}

impl Drift {
    /// Whether nothing differs, as far as can be told.
    pub fn is_none(&self) -> bool {
        self.missing.is_empty()
            && self.extra.is_empty()
            && self.fewer == 0
            && self.more == 0
            && !self.replaced
    }
}

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MistakeKind {
    /// It cannot be computed, or is not what it must be.
    Wrong,
    /// The file has a syntax error, which is reported as such.
    Syntax,
    /// It is only not known without Nix.
    Unknown,
}

/// Something in a rules file that is wrong, or not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub at: Option<Spot>,
    /// One sentence, no full stop.
    pub message: String,
    /// Which kind.
    pub kind: MistakeKind,
}

/// A file that says who may open which secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesFile {
    /// Whose rules it holds.
    pub tool: Tool,
    /// Path relative to the source root.
    pub file: String,
    /// The folder its names start from.
    pub base: String,
    /// How many rules it has, as far as known.
    pub rules: usize,
    /// Whether every rule of it is known in full.
    pub complete: bool,
    /// What is wrong with it as a whole or could not be known.
    pub mistakes: Vec<Mistake>,
}

/// What a rules file says of one secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rules file.
    pub rules_file: String,
    /// The name in it: an attribute of `secrets.nix`, or a regular expression of `.sops.yaml`.
    pub name: String,
    /// Where it stands.
    pub at: Option<Spot>,
    /// Who may open it, every line of every string; none where that is not known in full.
    pub recipients: Option<Recipients>,
    /// The keys of each key group, for sops.
    pub groups: Vec<Vec<String>>,
    /// Why the recipients are not known.
    pub mistake: Option<Mistake>,
    /// Whether it asks for armor; none where it is silent.
    pub armor: Option<bool>,
    /// What it says of `generator` and `rotate`, as plain data, or why that is not known.
    pub policy: Result<serde_json::Map<String, serde_json::Value>, Mistake>,
}

/// A secret: a file that a rule names, or that lies encrypted in the flake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Whose it is.
    pub tool: Tool,
    /// Path relative to the source root.
    pub file: String,
    /// The rules that speak of it. More than one is an overlap.
    pub rules: Vec<Rule>,
    /// What lies there.
    pub disk: OnDisk,
    /// Where rule and file differ; none where one of them is not known or not there.
    pub drift: Option<Drift>,
}

/// A person or a host with keys, as the inventory says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its name there.
    pub name: String,
    /// Whether it is a host.
    pub host: bool,
    /// Its keys.
    pub keys: Vec<Recipient>,
}

/// All that is known of the secrets of a flake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretMatrix {
    /// The rules files, sorted by path.
    pub rules_files: Vec<RulesFile>,
    /// The secrets, sorted by path.
    pub secrets: Vec<Secret>,
    /// People and hosts of the inventory; none where it has mistakes or is not there.
    pub holders: Option<Vec<Holder>>,
}

/// What rules say of rotation, held against each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotations {
    /// What is wrong with it, by the path of the secret.
    pub mistakes: Vec<(String, Mistake)>,
    /// The executables that it names.
    pub hooks: Vec<Hook>,
}

/// An executable that a rule names for a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// As the rule names it, from the source root.
    pub path: String,
    /// The path of the secret.
    pub secret: String,
    /// Where the rule stands.
    pub at: Option<Spot>,
}

impl Secret {
    /// Those whom its rules name, one after another.
    pub fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        let rules = self.rules.iter().filter_map(|rule| rule.recipients.as_deref());
        rules.flatten()
    }
}

impl SecretMatrix {
    /// What of it belongs to one tool.
    #[must_use]
    pub fn of(mut self, tool: Tool) -> Self {
        self.rules_files.retain(|file| file.tool == tool);
        self.secrets.retain(|secret| secret.tool == tool);
        self
    }

    /// The secret at a path.
    pub fn secret(&self, file: &str) -> Option<&Secret> {
        let at = self.secrets.binary_search_by(|secret| secret.file.as_str().cmp(file)).ok()?;
        self.secrets.get(at)
    }
}
