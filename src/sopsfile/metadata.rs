//! What an encrypted file says of those who can open it: the part called `sops` of YAML, JSON and
//! binary files, the section `[sops]` of ini files, names that begin with `sops_` in dotenv files.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::recipients::{AGE, AZURE, GCP, KMS, PGP, VAULT, recipient};
use super::yaml::{self, Node};
use crate::model::secrets::{Flaw, Format, Sealed, Stanza};

/// How the key of a group is called, and the field or fields that name it.
const FIELDS: &[(&str, &[&str])] = &[
    (AGE, &["recipient"]),
    (PGP, &["fp"]),
    (KMS, &["arn"]),
    (GCP, &["resource_id"]),
    (AZURE, &["vault_url", "name", "version"]),
    (VAULT, &["vault_address", "engine_path", "key_name"]),
];

/// What every encrypted file holds.
const MARK: &[u8] = b"sops";
const VALUE: &[u8] = b"ENC[AES256_GCM,";

/// Where a file of several formats says what only sops writes: the checksum over all values.
const MAC: &str = "mac";

/// What stands before the time at which a file was changed.
const MODIFIED: &[u8] = b"lastmodified";

/// Recipients of a file, and groups, more than which nobody has.
const MOST: usize = 10_000;

/// Why a file is not one of sops, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMetadata {
    /// Nothing in it is of sops.
    NotSops,
    /// It holds encrypted values, and is not what its name says.
    Broken(&'static str),
    /// It holds encrypted values, and its part `sops` is gone or names nobody.
    Nobody,
}

impl From<NoMetadata> for Flaw {
    fn from(why: NoMetadata) -> Self {
        let (plain, message) = match why {
            NoMetadata::NotSops => (true, "it is not encrypted with sops".to_owned()),
            NoMetadata::Broken(what) => (false, format!("it is no {what}")),
            NoMetadata::Nobody => {
                (false, "its part `sops`, without which nobody can open it, is gone".to_owned())
            }
        };
        Self { plain, message }
    }
}

/// The format that sops takes a file for, by its name.
pub fn format(file: &str) -> Format {
    match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("yaml" | "yml") => Format::Yaml,
        Some("json") => Format::Json,
        Some("env") => Format::Dotenv,
        Some("ini") => Format::Ini,
        _ => Format::Binary,
    }
}

/// Reads the metadata of a file.
///
/// # Errors
/// Why it is no encrypted file.
pub fn read(file: &str, text: &[u8]) -> Result<Sealed, NoMetadata> {
    if memchr::memmem::find(text, MARK).is_none() {
        return Err(NoMetadata::NotSops);
    }
    let format = format(file);
    let is_json = text.trim_ascii_start().starts_with(b"{");
    let found = match format {
        Format::Dotenv => of_lines(text, "sops_"),
        Format::Ini => of_lines(text, ""),
        Format::Yaml if !is_json => of_yaml(text)?,
        Format::Json | Format::Yaml => of_json(text)?,
        // Whatever it holds, sops wraps it in JSON; some files are called differently.
        _ if is_json => of_json(text)?,
        _ => of_yaml(text).ok().flatten(),
    };
    let Some(groups) = found else {
        let encrypted = memchr::memmem::find(text, VALUE).is_some();
        return Err(if encrypted { NoMetadata::Nobody } else { NoMetadata::NotSops });
    };
    let stanzas: Vec<Stanza> = groups.iter().flatten().cloned().collect();
    if stanzas.is_empty() {
        return Err(NoMetadata::Nobody);
    }
    let groups = groups.into_iter().map(|group| group.into_iter().filter_map(|it| it.key));
    let groups = groups.map(Iterator::collect).collect();
    let bytes = u64::try_from(text.len()).ok();
    Ok(Sealed { format, stanzas, groups, bytes, meta: None, modified: modified(text) })
}

/// When a value of a file was last set. All formats write it behind the same word, and last where a
/// value has that name, too.
fn modified(text: &[u8]) -> Option<i64> {
    memchr::memmem::rfind_iter(text, MODIFIED).find_map(|at| {
        let rest = text.get(at + MODIFIED.len()..)?;
        let start = rest.iter().position(u8::is_ascii_digit)?;
        let is_between = |byte: &u8| b" \t:='\"".contains(byte);
        if !rest.get(..start)?.iter().all(is_between) {
            return None;
        }
        let word = rest.get(start..)?;
        let end = word.iter().position(|byte| b"'\",\r\n".contains(byte)).unwrap_or(word.len());
        let time: Timestamp = std::str::from_utf8(word.get(..end)?).ok()?.trim().parse().ok()?;
        Some(time.as_second())
    })
}

type Groups = Vec<Vec<Stanza>>;

fn stanza(kind: &str, fields: &[String]) -> Stanza {
    let key = match fields {
        [vault, name, version] if kind == AZURE => azure(vault, name, version),
        [address, engine, key] if kind == VAULT => {
            let address = address.trim_end_matches('/');
            format!("{address}/v1/{engine}/keys/{key}")
        }
        _ => fields.concat(),
    };
    let key = recipient(kind, &key).key;
    Stanza { kind: kind.to_owned(), tag: None, key: Some(key) }
}

/// A key of Azure as one text.
pub(super) fn azure(vault: &str, name: &str, version: &str) -> String {
    format!("{}/keys/{name}/{version}", vault.trim_end_matches('/'))
}

fn of_json(text: &[u8]) -> Result<Option<Groups>, NoMetadata> {
    let broken = || {
        let encrypted = memchr::memmem::find(text, VALUE).is_some();
        if encrypted { NoMetadata::Broken("JSON") } else { NoMetadata::NotSops }
    };
    let root: Json = serde_json::from_slice(text).map_err(|_| broken())?;
    let Some(sops) = root.get("sops").filter(|sops| sops.get(MAC).is_some()) else {
        return Ok(None);
    };
    let group = |node: &Json| -> Vec<Stanza> {
        let of = |(kind, fields): &(&str, &[&str])| -> Vec<Stanza> {
            let items = node.get(kind).and_then(Json::as_array).into_iter().flatten().take(MOST);
            let texts = |item: &Json| -> Option<Vec<String>> {
                let field = |name: &&str| item.get(name).and_then(Json::as_str).map(str::to_owned);
                fields.iter().map(field).collect()
            };
            items.filter_map(texts).map(|texts| stanza(kind, &texts)).collect()
        };
        FIELDS.iter().flat_map(of).collect()
    };
    let groups =
        sops.get("key_groups").and_then(Json::as_array).filter(|groups| !groups.is_empty());
    Ok(Some(match groups {
        Some(groups) => groups.iter().take(MOST).map(group).collect(),
        None => vec![group(sops)],
    }))
}

fn of_yaml(text: &[u8]) -> Result<Option<Groups>, NoMetadata> {
    let broken = || {
        let encrypted = memchr::memmem::find(text, VALUE).is_some();
        if encrypted { NoMetadata::Broken("YAML") } else { NoMetadata::NotSops }
    };
    let text = std::str::from_utf8(text).map_err(|_| broken())?;
    let root = yaml::read(text).map_err(|_| broken())?;
    let sops = root.as_ref().and_then(|root| root.get("sops"));
    let Some(sops) = sops.filter(|sops| sops.get(MAC).is_some()) else { return Ok(None) };
    let group = |node: &Node| -> Vec<Stanza> {
        let of = |(kind, fields): &(&str, &[&str])| -> Vec<Stanza> {
            let items = node.get(kind).and_then(Node::items).unwrap_or_default().iter().take(MOST);
            let texts = |item: &Node| -> Option<Vec<String>> {
                let field = |name: &&str| item.get(name).and_then(Node::text).map(str::to_owned);
                fields.iter().map(field).collect()
            };
            items.filter_map(texts).map(|texts| stanza(kind, &texts)).collect()
        };
        FIELDS.iter().flat_map(of).collect()
    };
    let groups = sops.get("key_groups").and_then(Node::items).filter(|groups| !groups.is_empty());
    Ok(Some(match groups {
        Some(groups) => groups.iter().take(MOST).map(group).collect(),
        None => vec![group(sops)],
    }))
}

/// Metadata in lines `name=value`, where the name is the way to the value:
/// `age__list_0__map_recipient`, in groups `key_groups__list_0__map_age__list_0__map_recipient`.
fn of_lines(text: &[u8], prefix: &str) -> Option<Groups> {
    let text = String::from_utf8_lossy(text);
    let mut values: BTreeMap<(usize, &str, usize), BTreeMap<&str, String>> = BTreeMap::new();
    let mut has_mac = false;
    for line in text.lines() {
        let Some((name, value)) = line.split_once('=') else { continue };
        let Some(name) = name.trim().strip_prefix(prefix) else { continue };
        has_mac |= name == MAC;
        let (group, name) = match name.strip_prefix("key_groups__list_") {
            Some(rest) => {
                let Some((group, rest)) = rest.split_once("__map_") else { continue };
                let Ok(group) = group.parse() else { continue };
                (group, rest)
            }
            None => (0, name),
        };
        let Some((kind, rest)) = name.split_once("__list_") else { continue };
        let Some((at, field)) = rest.split_once("__map_") else { continue };
        let Ok(at) = at.parse::<usize>() else { continue };
        let value = value.trim().trim_matches('"').to_owned();
        values.entry((group, kind, at)).or_default().insert(field, value);
    }
    if !has_mac {
        return None;
    }
    let mut groups: BTreeMap<usize, Vec<Stanza>> = BTreeMap::new();
    for ((group, kind, _), fields) in values.iter().take(MOST) {
        let Some((kind, names)) = FIELDS.iter().find(|(known, _)| known == kind) else { continue };
        let texts: Option<Vec<String>> =
            names.iter().map(|name| fields.get(name).cloned()).collect();
        groups.entry(*group).or_default().extend(texts.map(|texts| stanza(kind, &texts)));
    }
    Some(groups.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn keys(file: &str, text: &str) -> Vec<String> {
        let sealed = read(file, text.as_bytes()).unwrap();
        sealed.stanzas.into_iter().filter_map(|stanza| stanza.key).collect()
    }

    #[test]
    fn all_formats_name_their_recipients() {
        let yaml = format!(
            "a: ENC[AES256_GCM,data:x]\nsops:\n    age:\n        - recipient: {A}\n          enc: |\n            \
             -----BEGIN\n    pgp:\n        - fp: aabb\n    mac: ENC[x]\n"
        );
        assert_eq!(keys("a.yaml", &yaml), [A, "AABB"]);
        let json =
            format!("{{\"sops\": {{\"age\": [{{\"recipient\": \"{A}\"}}], \"mac\": \"x\"}}}}");
        for name in ["a.json", "a", "a.key"] {
            assert_eq!(keys(name, &json), [A], "{name}");
        }
        let lines = format!("a=ENC[x]\nsops_age__list_0__map_recipient={A}\nsops_mac=x\n");
        assert_eq!(keys("a.env", &lines), [A]);
        let ini = format!("[sops]\nage__list_0__map_recipient = {A}\nmac = x\n");
        assert_eq!(keys("a.ini", &ini), [A]);
    }

    #[test]
    fn the_time_of_the_last_change_is_read_from_every_format() {
        for text in [
            "lastmodified: x\nsops:\n    lastmodified: \"2024-02-03T04:05:06Z\"\n",
            "{\"sops\": {\"lastmodified\": \"2024-02-03T04:05:06Z\", \"mac\": \"x\"}}",
            "sops_lastmodified=2024-02-03T04:05:06Z\nsops_mac=x\n",
            "[sops]\nlastmodified = 2024-02-03T04:05:06Z\n",
        ] {
            assert_eq!(modified(text.as_bytes()), Some(1_706_933_106), "{text}");
        }
        for text in ["", "lastmodified", "lastmodified: soon 2024-02-03T04:05:06Z"] {
            assert_eq!(modified(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn groups_are_kept_apart() {
        let text = format!(
            "sops:\n  key_groups:\n    - age: [{{recipient: {A}}}]\n    - hc_vault: [{{vault_address: \
             'https://v/', engine_path: t, key_name: k}}]\n  mac: x\n"
        );
        let sealed = read("a.yaml", text.as_bytes()).unwrap();
        assert_eq!(sealed.groups, [vec![A], vec!["https://v/v1/t/keys/k"]]);
    }

    #[test]
    fn what_is_no_file_of_sops_says_why() {
        let why = |text: &str| read("a.yaml", text.as_bytes()).unwrap_err();
        assert_eq!(why("a: b\n"), NoMetadata::NotSops);
        assert_eq!(why("a: b\nsops: how to\n"), NoMetadata::NotSops);
        assert_eq!(why("# sops\na: ENC[AES256_GCM,data:x]\n"), NoMetadata::Nobody);
        assert_eq!(
            why("# sops\n<<<<<<<\na: [ENC[AES256_GCM,data:x]\n: :"),
            NoMetadata::Broken("YAML")
        );
        assert_eq!(why("sops:\n  mac: x\n"), NoMetadata::Nobody);
    }
}
