//! How values are made: plain data in a rule, `generator = { kind = "password"; length = 48; }`, or the
//! kind alone, `generator = "wireguard"`; within `rotate` the same.

use std::fmt::Write as _;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use rand::rngs::OsRng;
use rand::{Rng, RngCore};
use serde_json::{Map, Value};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

/// Characters of a password, by the name of the alphabet.
const ALPHABETS: &[(&str, &str)] = &[
    ("alnum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
    ("lower", "abcdefghijklmnopqrstuvwxyz0123456789"),
    ("digits", "0123456789"),
    (
        "printable",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~",
    ),
];

/// Kinds whose values are computed from others, or come from elsewhere: a rotation makes the first one,
/// too.
const BY_ROTATION: &[&str] =
    &["age", "api-token", "bcrypt", "derived", "htpasswd", "restic", "tls", "yescrypt"];

/// Lengths that make sense, in characters or bytes.
const LENGTHS: std::ops::RangeInclusive<u64> = 8..=4096;

/// How a value is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Generator {
    /// So many characters of an alphabet.
    Password {
        /// The characters.
        alphabet: &'static str,
        /// How many.
        length: usize,
    },
    /// So many random bytes, written as text.
    Token {
        /// How many.
        bytes: usize,
        /// How they are written.
        encoding: Encoding,
    },
    /// A private key of `WireGuard`; the public one is made, too.
    WireGuard,
    /// A key that two peers of `WireGuard` share.
    WireGuardPsk,
    /// A private ed25519 key of OpenSSH, with a comment; the public one is made, too.
    Ssh(String),
}

/// How bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Encoding {
    Hex,
    Base64,
    Base64Url,
}

/// A value that was made.
pub struct Made {
    /// The value.
    pub value: Zeroizing<Vec<u8>>,
    /// What belongs to it and is no secret: the content of a file `.pub` beside it.
    pub public: Option<String>,
}

impl Generator {
    /// What a rule says of how its value is made; none where it says nothing.
    ///
    /// # Errors
    /// What is wrong with it: a sentence without a full stop.
    pub fn of(policy: &Map<String, Value>) -> Result<Option<Self>, String> {
        let rotate = policy.get("rotate").and_then(Value::as_object);
        let inner = rotate.and_then(|rotate| rotate.get("generator"));
        let Some(said) =
            policy.get("generator").or(inner).or(rotate.and_then(|rotate| rotate.get("kind")))
        else {
            return Ok(None);
        };
        let kind = rotate.and_then(|rotate| rotate.get("kind")).and_then(Value::as_str);
        if kind.is_some_and(|kind| BY_ROTATION.contains(&kind)) {
            return Ok(None);
        }
        match said {
            Value::String(kind) => Self::read(kind, &Map::new()).map(Some),
            Value::Object(settings) => {
                let own = settings
                    .get("kind")
                    .map(|kind| kind.as_str().ok_or("`kind` of a generator is a string"));
                let kind = own.transpose()?.or(kind).unwrap_or("password");
                Self::read(kind, settings).map(Some)
            }
            _ => Err("a generator is the name of a kind, or a set with `kind`".to_owned()),
        }
    }

    pub(super) fn read(kind: &str, settings: &Map<String, Value>) -> Result<Self, String> {
        let known: &[&str] = match kind {
            "password" | "alnum" => &["alphabet", "length"],
            "token" | "hex" | "base64" => &["bytes", "encoding"],
            "ssh-user" | "ssh-host" | "ssh-ed25519" => &["comment"],
            _ => &[],
        };
        let unknown = settings.keys().find(|key| *key != "kind" && !known.contains(&key.as_str()));
        if let Some(unknown) = unknown {
            return Err(format!("a generator of the kind {kind} has no setting `{unknown}`"));
        }
        Ok(match kind {
            "password" | "alnum" => Self::Password {
                alphabet: alphabet(settings)?,
                length: number(settings, "length", 48)?,
            },
            "token" | "base64" => Self::Token {
                bytes: number(settings, "bytes", 32)?,
                encoding: encoding(settings, Encoding::Base64)?,
            },
            "hex" => Self::Token {
                bytes: number(settings, "bytes", 24)?,
                encoding: encoding(settings, Encoding::Hex)?,
            },
            "wireguard" => Self::WireGuard,
            "wireguard-psk" => Self::WireGuardPsk,
            "ssh-user" | "ssh-host" | "ssh-ed25519" => {
                let comment = settings.get("comment").and_then(Value::as_str).unwrap_or_default();
                if comment.contains(['\n', '\r']) {
                    return Err("`comment` of a generator is one line".to_owned());
                }
                Self::Ssh(comment.to_owned())
            }
            _ => {
                return Err(format!(
                    "there is no generator of the kind {kind}; there are password, token, hex, base64, \
                     wireguard, wireguard-psk and ssh-ed25519"
                ));
            }
        })
    }

    /// Makes a value.
    ///
    /// # Errors
    /// What went wrong: a sentence without a full stop.
    pub fn make(&self) -> Result<Made, String> {
        let mut public = None;
        let value = match self {
            Self::Password { alphabet, length } => password(alphabet, *length),
            Self::Token { bytes, encoding } => token(*bytes, *encoding),
            Self::WireGuard => {
                let key = StaticSecret::random_from_rng(OsRng);
                public = Some(BASE64.encode(PublicKey::from(&key).as_bytes()) + "\n");
                let bytes = Zeroizing::new(key.to_bytes());
                Zeroizing::new(BASE64.encode(bytes.as_slice()).into_bytes())
            }
            Self::WireGuardPsk => token(32, Encoding::Base64),
            Self::Ssh(comment) => {
                let (value, line) = ssh(comment)?;
                public = Some(line);
                value
            }
        };
        Ok(Made { value, public })
    }
}

fn password(alphabet: &str, length: usize) -> Zeroizing<Vec<u8>> {
    let alphabet = alphabet.as_bytes();
    let mut value = Zeroizing::new(Vec::with_capacity(length));
    let characters = (0..length).filter_map(|_| alphabet.get(OsRng.gen_range(0..alphabet.len())));
    value.extend(characters.copied());
    value
}

fn token(bytes: usize, encoding: Encoding) -> Zeroizing<Vec<u8>> {
    let mut random = Zeroizing::new(vec![0; bytes]);
    OsRng.fill_bytes(&mut random);
    let text = match encoding {
        Encoding::Hex => HEXLOWER.encode(&random),
        Encoding::Base64 => BASE64.encode(&random),
        Encoding::Base64Url => BASE64URL_NOPAD.encode(&random),
    };
    Zeroizing::new(text.into_bytes())
}

fn ssh(comment: &str) -> Result<(Zeroizing<Vec<u8>>, String), String> {
    let failed = |error: openssh_key::Error| format!("no ssh key could be made: {error}");
    let mut key = openssh_key::PrivateKey::random(&mut OsRng, openssh_key::Algorithm::Ed25519)
        .map_err(failed)?;
    key.set_comment(comment);
    let text = key.to_openssh(openssh_key::LineEnding::LF).map_err(failed)?;
    let mut public = key.public_key().to_openssh().map_err(failed)?;
    let _ = writeln!(public);
    Ok((Zeroizing::new(text.as_bytes().to_vec()), public))
}

fn alphabet(settings: &Map<String, Value>) -> Result<&'static str, String> {
    let name = match settings.get("alphabet") {
        None => "alnum",
        Some(name) => name.as_str().unwrap_or_default(),
    };
    let found =
        ALPHABETS.iter().find(|(known, _)| *known == name).map(|(_, characters)| *characters);
    found.ok_or_else(|| {
        let names: Vec<&str> = ALPHABETS.iter().map(|(name, _)| *name).collect();
        format!("`alphabet` of a generator is one of {}", names.join(", "))
    })
}

fn encoding(settings: &Map<String, Value>, default: Encoding) -> Result<Encoding, String> {
    match settings.get("encoding").map(Value::as_str) {
        None => Ok(default),
        Some(Some("hex")) => Ok(Encoding::Hex),
        Some(Some("base64")) => Ok(Encoding::Base64),
        Some(Some("base64url")) => Ok(Encoding::Base64Url),
        Some(_) => Err("`encoding` of a generator is one of hex, base64, base64url".to_owned()),
    }
}

fn number(settings: &Map<String, Value>, name: &str, default: usize) -> Result<usize, String> {
    let Some(said) = settings.get(name) else { return Ok(default) };
    let number = said.as_u64().filter(|number| LENGTHS.contains(number));
    number.and_then(|number| usize::try_from(number).ok()).ok_or_else(|| {
        format!("`{name}` of a generator is a number from {} to {}", LENGTHS.start(), LENGTHS.end())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(policy: &Value) -> Result<Option<Generator>, String> {
        Generator::of(policy.as_object().unwrap())
    }

    #[test]
    fn a_rule_says_how_its_value_is_made() {
        assert_eq!(of(&json!({})), Ok(None));
        let kind = json!({ "rotate": { "kind": "password", "generator": { "alphabet": "digits", "length": 12 } } });
        assert_eq!(of(&kind), Ok(Some(Generator::Password { alphabet: "0123456789", length: 12 })));
        assert_eq!(of(&json!({ "generator": "wireguard" })), Ok(Some(Generator::WireGuard)));
        assert_eq!(
            of(&json!({ "rotate": { "kind": "wireguard" } })),
            Ok(Some(Generator::WireGuard))
        );
        for wrong in [
            json!({ "generator": "dice" }),
            json!({ "generator": 3 }),
            json!({ "generator": { "length": 2 } }),
            json!({ "generator": { "lenght": 20 } }),
            json!({ "generator": { "kind": 1 } }),
        ] {
            assert!(of(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_have_the_shape_of_their_kind_and_are_never_the_same() {
        for (policy, length) in [
            (json!("password"), 48),
            (json!({ "kind": "token", "bytes": 30, "encoding": "base64url" }), 40),
            (json!("hex"), 48),
            (json!("wireguard"), 44),
            (json!("wireguard-psk"), 44),
        ] {
            let generator = of(&json!({ "generator": policy })).unwrap().unwrap();
            let (one, two) = (generator.make().unwrap(), generator.make().unwrap());
            assert_eq!((one.value.len(), two.value.len()), (length, length), "{policy}");
            assert_ne!(*one.value, *two.value);
            assert!(one.value.iter().all(u8::is_ascii_graphic));
        }
    }

    #[test]
    fn public_halves_belong_to_their_keys() {
        let made = Generator::Ssh("web".to_owned()).make().unwrap();
        let key = openssh_key::PrivateKey::from_openssh(made.value.as_slice()).unwrap();
        assert_eq!(key.public_key().to_openssh().unwrap() + "\n", made.public.unwrap());
        let made = Generator::WireGuard.make().unwrap();
        let private: [u8; 32] = BASE64.decode(&made.value).unwrap().try_into().unwrap();
        let public = PublicKey::from(&StaticSecret::from(private));
        assert_eq!(made.public.unwrap(), BASE64.encode(public.as_bytes()) + "\n");
    }
}
