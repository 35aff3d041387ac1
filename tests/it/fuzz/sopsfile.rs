//! Files of sops and their creation rules, and secrets in plain text.

use nixward::check::scan;
use nixward::model::secrets::OnDisk;
use nixward::sopsfile::{compare, config, metadata};
use proptest::prelude::*;

use super::{damaged, run, small_files, soup};

const PIECES: &[&str] = &[
    "creation_rules:\n",
    "  - path_regex: a/.*\\.yaml$\n",
    "    age: &a age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n",
    "    key_groups:\n",
    "      - age: [*a]\n",
    "      - merge: [*b, *b]\n",
    "<<: *b\n",
    "b: &b { pgp: [aa], merge: [ { age: [b] } ] }\n",
    "[",
    "]",
    "{",
    "}",
    "sops:\n",
    "  mac: ENC[AES256_GCM,data:x]\n",
    "{\"sops\": {\"mac\": \"x\", \"age\": [{\"recipient\": \"a\"}]}}",
    "sops_age__list_0__map_recipient=a\n",
    "sops_mac=x\n",
    "[sops]\nkey_groups__list_0__map_age__list_9__map_recipient = a\n",
    "---\n",
    "? ",
    ": ",
    "- ",
    "|\n",
    "'",
    "\"",
    "\\",
    "\t",
    "\n",
    "ä",
    "\u{feff}",
];

#[test]
fn nonsense_for_sops_does_no_harm() {
    let mut texts = small_files(".yaml");
    texts.extend(small_files(".json"));
    texts.push(PIECES.concat());
    let all = prop_oneof![4 => soup(PIECES), 12 => damaged(texts, PIECES)];
    run(&all, 400, |text| {
        let config = config::Config::read(".sops.yaml", text.as_bytes());
        for mistake in &config.mistakes {
            assert!(!mistake.message.is_empty());
            if let Some(at) = &mistake.at {
                assert!(text.get(at.bytes.0 as usize..at.bytes.1 as usize).is_some());
            }
        }
        let recipients = match config.rule("a/b.yaml") {
            Ok(Some(rule)) => rule.groups.concat(),
            _ => Vec::new(),
        };
        for name in ["a.yaml", "a.json", "a.env", "a.ini", "a"] {
            match metadata::read(name, text.as_bytes()) {
                Ok(sealed) => {
                    let drift = compare::drift(&recipients, &sealed.stanzas);
                    assert!(drift.missing.len() <= recipients.len());
                    assert!(matches!(OnDisk::Sealed(sealed), OnDisk::Sealed(_)));
                }
                Err(why) => drop(nixward::model::secrets::Flaw::from(why)),
            }
        }
    });
}

const SECRETS: &[&str] = &[
    "-----BEGIN ",
    "OPENSSH ",
    "RSA ",
    "PGP ",
    "PRIVATE KEY",
    " BLOCK",
    "-----",
    "-----END ",
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU",
    "MCowBQYDK2VwAyEA",
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
    "privateKey = \"",
    "PresharedKey=",
    "iHmQ2yN0vXrE5Kf8TzLwUa3BdGsJpOcV1oM6eR9xWnY=",
    "ghp_",
    "glpat-",
    "AKIA",
    "secret",
    "tskey-auth-",
    "123456789:AAH",
    "hooks.slack.com/services/T",
    "k3Yq9ZpX7vLw2RtB5nMd",
    "=",
    "\"",
    "\n",
    "\\n",
    " ",
    "\0",
    "ä",
];

#[test]
fn nonsense_in_plain_text_does_no_harm() {
    let mut texts = small_files(".md");
    texts.push(SECRETS.concat());
    let all = prop_oneof![8 => soup(SECRETS), 8 => damaged(texts, SECRETS)];
    run(&all, 400, |text| {
        for hit in scan(text.as_bytes()) {
            let found = text.as_bytes().get(hit.span.start as usize..hit.span.end as usize);
            assert!(found.is_some_and(|found| !found.is_empty()));
        }
    });
}
