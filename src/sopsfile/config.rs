//! `.sops.yaml`: creation rules, the first of which that matches a file says who may open it.

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

use super::recipients::{AGE, AZURE, GCP, KMS, PGP, VAULT, listed, recipient};
use super::yaml::{self, Node};
use crate::model::secrets::{Mistake, MistakeKind, Recipient, Spot};

/// The name that sops looks for, from its working directory upwards.
pub const NAME: &str = ".sops.yaml";

/// Groups that a rule merges, and keys of it, more than which nobody writes.
const GROUPS: usize = 1_000;
const KEYS: usize = 10_000;

/// What is read of a policy.
const POLICY: &[&str] = &["kind", "maxAge", "warnBefore"];

/// What a compiled regular expression may take, in bytes.
const REGEX: usize = 1 << 20;

/// What a `.sops.yaml` says.
#[derive(Debug, Default)]
pub struct Config {
    /// Its rules, in order.
    pub rules: Vec<CreationRule>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// One rule.
#[derive(Debug)]
pub struct CreationRule {
    /// Which paths it is for, relative to the folder of the file; none where for all.
    pub path: Option<PathRegex>,
    /// Where it stands.
    pub at: Spot,
    /// Who may open a file. With more than one group, somebody of several groups is needed.
    pub groups: Vec<Vec<Recipient>>,
    /// What it says to nixward alone, under `rotate`; sops leaves that unread.
    pub policy: Map<String, Value>,
}

/// A regular expression. As sops does, it is not anchored.
#[derive(Debug)]
pub struct PathRegex {
    /// As written.
    pub text: String,
    /// None where it is not understood; sops takes those of Go.
    compiled: Option<Regex>,
}

impl PathRegex {
    /// Whether it matches a path; none where it is not understood.
    pub fn matches(&self, path: &str) -> Option<bool> {
        self.compiled.as_ref().map(|regex| regex.is_match(path))
    }

    /// Whether what it matches of a path goes to the end of its name.
    pub fn reaches_end(&self, path: &str) -> bool {
        let mut found = self.compiled.iter().flat_map(|regex| regex.find_iter(path));
        found.any(|part| part.end() == path.len())
    }
}

impl CreationRule {
    /// What it is called: its regular expression.
    pub fn name(&self) -> &str {
        self.path.as_ref().map_or("every file", |path| &path.text)
    }
}

impl Config {
    /// The first rule that matches a path relative to the folder of the file.
    ///
    /// # Errors
    /// The rule that is not understood and comes first.
    pub fn rule(&self, path: &str) -> Result<Option<&CreationRule>, &CreationRule> {
        for rule in &self.rules {
            match rule.path.as_ref().map_or(Some(true), |regex| regex.matches(path)) {
                Some(true) => return Ok(Some(rule)),
                Some(false) => {}
                None => return Err(rule),
            }
        }
        Ok(None)
    }

    /// Reads the text of the file of that path.
    pub fn read(file: &str, text: &[u8]) -> Self {
        let mut reading = Reading { file, config: Self::default() };
        let Ok(text) = std::str::from_utf8(text) else {
            reading.mistake(None, "it is not UTF-8 text", MistakeKind::Wrong);
            return reading.config;
        };
        match yaml::read(text) {
            Ok(Some(root)) => reading.root(&root),
            Ok(None) => {}
            Err(wrong) => {
                let at = reading.spot(wrong.bytes, wrong.line);
                let message = format!("this is no YAML: {}", wrong.message);
                reading.mistake(Some(at), &message, MistakeKind::Wrong);
            }
        }
        reading.config
    }
}

struct Reading<'a> {
    file: &'a str,
    config: Config,
}

impl Reading<'_> {
    fn root(&mut self, root: &Node) {
        let Some(rules) = root.get("creation_rules") else { return };
        match rules.items() {
            Some(rules) => rules.iter().for_each(|rule| self.rule(rule)),
            None if rules.text().is_none() && !rules.is_map() => {}
            None => {
                let at = self.spot(rules.bytes, rules.line);
                self.mistake(
                    Some(at),
                    "creation_rules is a list, and this is not",
                    MistakeKind::Wrong,
                );
            }
        }
    }

    fn rule(&mut self, rule: &Node) {
        if !rule.is_map() {
            let at = self.spot(rule.bytes, rule.line);
            return self.mistake(
                Some(at),
                "a creation rule is a map, and this is not",
                MistakeKind::Wrong,
            );
        }
        let regex =
            rule.get("path_regex").filter(|regex| regex.text().is_some_and(|it| !it.is_empty()));
        let place = regex.unwrap_or(rule);
        let at = self.spot(place.bytes, place.line);
        let path = regex.and_then(Node::text).map(|text| self.regex(text, &at));
        let mut groups = Vec::new();
        let listed = rule.get("key_groups").and_then(Node::items).unwrap_or_default();
        if listed.is_empty() {
            groups.push(top_level(rule));
        } else {
            let mut left = GROUPS;
            groups.extend(listed.iter().map(|node| group(node, &mut left)));
        }
        groups.retain(|group| !group.is_empty());
        let policy = policy(rule);
        self.config.rules.push(CreationRule { path, at, groups, policy });
    }

    fn regex(&mut self, text: &str, at: &Spot) -> PathRegex {
        let compiled = RegexBuilder::new(text).size_limit(REGEX).build().ok();
        if compiled.is_none() {
            let message = format!("not known without sops: the regular expression {text}");
            self.mistake(Some(at.clone()), &message, MistakeKind::Unknown);
        }
        PathRegex { text: text.to_owned(), compiled }
    }

    fn spot(&self, bytes: (u32, u32), line: u32) -> Spot {
        Spot { file: self.file.to_owned(), line, bytes }
    }

    fn mistake(&mut self, at: Option<Spot>, message: &str, kind: MistakeKind) {
        self.config.mistakes.push(Mistake { at, message: message.to_owned(), kind });
    }
}

/// What a rule says of its values' age.
fn policy(rule: &Node) -> Map<String, Value> {
    let Some(rotate) = rule.get("rotate") else { return Map::new() };
    let said = POLICY.iter().filter_map(|name| {
        let text = rotate.get(name)?.text()?;
        Some(((*name).to_owned(), Value::String(text.to_owned())))
    });
    let said: Map<String, Value> = said.collect();
    Map::from_iter([("rotate".to_owned(), Value::Object(said))])
}

/// The recipients that a rule names without groups: texts with commas, or lists of them.
fn top_level(rule: &Node) -> Vec<Recipient> {
    const NAMES: &[(&str, &str)] = &[
        ("age", AGE),
        ("pgp", PGP),
        ("kms", KMS),
        ("gcp_kms", GCP),
        ("azure_keyvault", AZURE),
        ("hc_vault_transit_uri", VAULT),
    ];
    let of = |(name, kind): &(&str, &str)| match rule.get(name) {
        None => Vec::new(),
        Some(node) => {
            let texts = node.items().unwrap_or(std::slice::from_ref(node)).iter();
            texts.filter_map(Node::text).take(KEYS).flat_map(|text| listed(kind, text)).collect()
        }
    };
    NAMES.iter().flat_map(of).collect()
}

/// One of `key_groups`, with the groups that it merges, `left` of them at most.
fn group(node: &Node, left: &mut usize) -> Vec<Recipient> {
    let items = |name| node.get(name).and_then(Node::items).unwrap_or_default().iter();
    let texts = |name, kind| {
        let texts = items(name).filter_map(Node::text).take(KEYS);
        texts.map(move |text| recipient(kind, text))
    };
    let mut found: Vec<Recipient> = texts("age", AGE).collect();
    found.extend(texts("pgp", PGP));
    found.extend(texts("hc_vault", VAULT).chain(texts("vault", VAULT)));
    let field = |item: &Node, name| item.get(name).and_then(Node::text).map(str::to_owned);
    let keyed = |name, field_name, kind| {
        let texts = items(name).take(KEYS).filter_map(move |item| field(item, field_name));
        texts.map(move |text| recipient(kind, &text))
    };
    found.extend(keyed("kms", "arn", KMS).chain(keyed("gcp_kms", "resource_id", GCP)));
    let azure = items("azure_keyvault").take(KEYS).filter_map(|item| {
        let (vault, name) = (field(item, "vaultUrl")?, field(item, "key")?);
        let version = field(item, "version").unwrap_or_default();
        Some(recipient(AZURE, &super::metadata::azure(&vault, &name, &version)))
    });
    found.extend(azure);
    for inner in items("merge") {
        let Some(fewer) = left.checked_sub(1) else { break };
        *left = fewer;
        found.extend(group(inner, left));
    }
    found.truncate(KEYS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn keys(config: &Config, path: &str) -> Vec<Vec<String>> {
        let rule = config.rule(path).unwrap().unwrap();
        let of = |group: &Vec<Recipient>| group.iter().map(|key| key.key.clone()).collect();
        rule.groups.iter().map(of).collect()
    }

    #[test]
    fn the_first_rule_that_matches_anywhere_wins() {
        let text = format!(
            "keys:\n  - &a {A}\ncreation_rules:\n  - path_regex: web/.*\\.yaml$\n    age: *a\n  - path_regex: \
             \\.yaml$\n    pgp: 'aa bb,\n      0xcc'\n  - kms: arn:1\n"
        );
        let config = Config::read(NAME, text.as_bytes());
        assert_eq!(config.mistakes, []);
        assert_eq!(keys(&config, "hosts/web/a.yaml"), [[A]]);
        assert_eq!(keys(&config, "a.yaml"), [["AABB", "CC"]]);
        assert_eq!(keys(&config, "a.json"), [["arn:1"]]);
        assert_eq!(config.rules[0].at.line, 4);
    }

    #[test]
    fn groups_stand_before_lists_and_merge() {
        let text = format!(
            "creation_rules:\n  - age: nobody\n    key_groups:\n      - merge:\n          - pgp: [aa]\n        age: \
             [{A}]\n        kms: [{{ arn: arn:1 }}]\n      - hc_vault: ['https://v/v1/t/keys/k']\n"
        );
        let config = Config::read(NAME, text.as_bytes());
        assert_eq!(keys(&config, "a"), [vec![A, "arn:1", "AA"], vec!["https://v/v1/t/keys/k"]]);
    }

    #[test]
    fn a_rule_may_say_how_old_values_become() {
        let text =
            b"creation_rules:\n  - age: x\n    rotate: { maxAge: 90d, other: 1 }\n  - age: y\n";
        let config = Config::read(NAME, text);
        let policy = serde_json::json!({ "rotate": { "maxAge": "90d" } });
        assert_eq!(Value::Object(config.rules[0].policy.clone()), policy);
        assert!(config.rules[1].policy.is_empty());
    }

    #[test]
    fn mistakes_have_their_place() {
        let wrong = |text: &str| Config::read(NAME, text.as_bytes()).mistakes.len();
        assert_eq!(wrong("a: [\n"), 1);
        assert_eq!(wrong("creation_rules: x\n"), 1);
        assert_eq!(wrong("creation_rules: [x]\n"), 1);
        assert_eq!(wrong("creation_rules:\n"), 0);
        let config = Config::read(NAME, b"creation_rules:\n  - path_regex: (a\n  - age: b\n");
        assert_eq!(config.mistakes[0].kind, MistakeKind::Unknown);
        assert!(config.rule("a").is_err());
    }
}
