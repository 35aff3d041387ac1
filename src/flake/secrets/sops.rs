//! Secrets of sops: the `.sops.yaml` files of a flake, and the files that they speak of or that are
//! encrypted.
//!
//! sops takes the `.sops.yaml` that is nearest above its working directory. Where it was started is
//! nobody's to know, so the nearest above the file is taken, or one further up where the file
//! follows that and not the nearest.

use crate::model::secrets::{Flaw, Format, OnDisk, Rule, RulesFile, Sealed, Secret, Tool};
use crate::sopsfile::config::{self, Config, CreationRule};
use crate::sopsfile::{MOST, compare, metadata};
use crate::tree::{RelPath, Source};

/// Paths of every kind: a rule that matches one of them does not say of a file that it is a secret.
const ANY: &[&str] = &[
    "x.yaml",
    "x.yml",
    "x.json",
    "x.env",
    "x.ini",
    "x/y.yaml",
    "x/y.yml",
    "x/y.json",
    "x/y/z.yaml",
    "README.md",
];

/// Words in a path that make a file worth a look where there is no `.sops.yaml`.
const WORDS: &[&str] = &["secret", "sops"];

/// Endings of files that sops is not used for.
const PLAIN: &[&str] = &["age", "asc", "gpg", "md", "nix", "patch", "png", "pub", "py", "sh"];

/// Reads all that is known of the secrets of sops.
pub(super) fn read(source: &Source, files: &[RelPath]) -> (Vec<RulesFile>, Vec<Secret>) {
    let configs: Vec<Read> = files
        .iter()
        .filter(|file| is_config(file))
        .filter_map(|file| Read::of(source, file))
        .collect();
    let secrets = files.iter().filter(|file| !is_config(file));
    let secrets = secrets.filter_map(|file| secret(source, &configs, file)).collect();
    (configs.into_iter().map(|read| read.rules_file).collect(), secrets)
}

fn is_config(file: &RelPath) -> bool {
    file.file_name() == Some(config::NAME)
}

/// A `.sops.yaml`.
struct Read {
    rules_file: RulesFile,
    folder: RelPath,
    config: Config,
    /// For each rule whether it is for files of a certain place or name.
    narrow: Vec<bool>,
}

impl Read {
    fn of(source: &Source, file: &RelPath) -> Option<Self> {
        let text = source.tree.read_start(file, MOST).ok()?;
        let config = Config::read(file.as_str(), &text);
        let folder = file.parent().unwrap_or_else(RelPath::root);
        let rules_file = RulesFile {
            tool: Tool::Sops,
            file: file.to_string(),
            base: folder.to_string(),
            rules: config.rules.len(),
            complete: config.mistakes.is_empty(),
            mistakes: config.mistakes.clone(),
        };
        let narrow = config.rules.iter().map(is_narrow).collect();
        Some(Self { rules_file, folder, config, narrow })
    }

    /// What it says of a file.
    fn covers(&self, file: &RelPath) -> Option<Covered<'_>> {
        let path = match self.folder.as_str() {
            "" => file.as_str(),
            folder => file.as_str().strip_prefix(folder)?.strip_prefix('/')?,
        };
        let (rule, is_known) = match self.config.rule(path) {
            Ok(rule) => (rule?, true),
            Err(rule) => (rule, false),
        };
        let at = self.config.rules.iter().position(|other| std::ptr::eq(other, rule))?;
        let is_narrow = is_known && self.narrow.get(at).copied().unwrap_or(false);
        let is_for_name = is_known && is_for_name(rule, path);
        Some(Covered { read: self, rule, is_known, is_narrow, is_for_name })
    }
}

/// Whether a rule is for the name of a file, not for all that lie in its folder.
fn is_for_name(rule: &CreationRule, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let other = format!("{folder}/x.{ending}");
    let other = other.trim_start_matches('/');
    rule.path
        .as_ref()
        .is_some_and(|regex| regex.matches(other) == Some(false) && regex.reaches_end(path))
}

fn is_narrow(rule: &CreationRule) -> bool {
    rule.path.as_ref().is_some_and(|path| ANY.iter().all(|any| path.matches(any) == Some(false)))
}

/// A file and the rule that is for it.
struct Covered<'c> {
    read: &'c Read,
    rule: &'c CreationRule,
    /// Whether it is certain that the rule is for it.
    is_known: bool,
    is_narrow: bool,
    /// Whether it is for the file rather than for its folder.
    is_for_name: bool,
}

impl Covered<'_> {
    fn rule(&self) -> Rule {
        let groups: Vec<Vec<String>> = self
            .rule
            .groups
            .iter()
            .map(|group| group.iter().map(|key| key.key.clone()).collect())
            .collect();
        // Without keys sops takes those of its command line or environment.
        let is_said = self.is_known && !groups.is_empty();
        let recipients = is_said.then(|| self.rule.groups.iter().flatten().cloned().collect());
        Rule {
            rules_file: self.read.rules_file.file.clone(),
            name: self.rule.name().to_owned(),
            at: Some(self.rule.at.clone()),
            recipients,
            groups,
            mistake: None,
            armor: None,
            policy: Ok(self.rule.policy.clone()),
        }
    }

    fn agrees(&self, sealed: &Sealed) -> bool {
        let recipients: Vec<_> = self.rule.groups.iter().flatten().cloned().collect();
        self.is_known && compare::drift(&recipients, &sealed.stanzas).is_none()
    }
}

fn secret(source: &Source, configs: &[Read], file: &RelPath) -> Option<Secret> {
    let mut covered: Vec<Covered<'_>> =
        configs.iter().filter_map(|config| config.covers(file)).collect();
    // The nearest first.
    covered.sort_by_key(|covered| std::cmp::Reverse(covered.read.folder.as_str().len()));
    let is_data = metadata::format(file.as_str()) != Format::Binary;
    let is_narrow = covered.first().is_some_and(|covered| covered.is_narrow);
    let sounds = WORDS.iter().any(|word| file.as_str().contains(word));
    let is_near = configs.iter().any(|config| file.starts_with(&config.folder)) || sounds;
    // Whatever is no data is wrapped in JSON, under any name; clan has no `.sops.yaml` for it.
    let may_be_wrapped = sounds && !file.extension().is_some_and(|ending| PLAIN.contains(&ending));
    if !(is_data && is_near || is_narrow || may_be_wrapped) {
        return None;
    }
    let text = source.tree.read_start(file, MOST).ok().filter(|text| text.len() < MOST)?;
    let disk = match metadata::read(file.as_str(), &text) {
        Ok(sealed) => OnDisk::Sealed(sealed),
        Err(why) => {
            let flaw = Flaw::from(why);
            // A regular expression for a folder matches what nobody meant to encrypt.
            let is_meant = sounds || covered.first().is_some_and(|covered| covered.is_for_name);
            let counts = is_narrow && is_meant && is_data && !text.trim_ascii().is_empty();
            return counts.then(|| Secret {
                tool: Tool::Sops,
                file: file.to_string(),
                rules: covered.first().map(Covered::rule).into_iter().collect(),
                disk: OnDisk::Flawed(flaw),
                drift: None,
            });
        }
    };
    let OnDisk::Sealed(sealed) = &disk else { return None };
    let chosen = covered.iter().find(|covered| covered.agrees(sealed)).or(covered.first());
    let rule = chosen.map(Covered::rule);
    let drift = rule.as_ref().and_then(|rule| rule.recipients.as_deref());
    let drift = drift.map(|recipients| compare::drift(recipients, &sealed.stanzas));
    let rules = rule.into_iter().collect();
    Some(Secret { tool: Tool::Sops, file: file.to_string(), rules, disk, drift })
}
