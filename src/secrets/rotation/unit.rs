//! What rotates together: a secret, and those that are computed from it, in the order in which they
//! are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::policy::{Dependent, Policy};
use super::state::{Beside, Rotation};
use crate::error::{Error, Result};
use crate::model::secrets::{Mistake, Rule, Secret, SecretMatrix};
use crate::secrets::value::Place;

/// One secret of it.
pub struct Part<'m> {
    /// Where it lies and whom it is for.
    pub place: Place<'m>,
    /// What its rule says.
    pub policy: Policy,
    /// The secrets that it is computed from: the rule's names for them, and their paths.
    pub sources: Vec<(String, String)>,
    /// Who uses it.
    pub dependents: Vec<Dependent>,
}

impl Part<'_> {
    /// The hosts that use it, where its rule does not say.
    pub(super) fn own_hosts(&self) -> Option<Vec<String>> {
        let hosts = || self.dependents.iter().map(|dependent| dependent.host.clone()).collect();
        self.policy.dependents.is_none().then(hosts)
    }

    /// What belongs to it.
    pub fn beside(&self) -> Beside {
        Beside::of(&self.place.path)
    }
}

/// Whoever has a key that the inventory does not know.
const SOMEBODY: &str = "the hosts that use it";

/// Which hosts use which secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Users {
    /// Hosts that certainly do, by the path of the secret. Others may, too: their users, for one.
    hosts: BTreeMap<String, BTreeSet<String>>,
}

impl Users {
    /// Adds a host that uses a secret.
    pub fn add(&mut self, file: &str, host: &str) {
        self.hosts.entry(file.to_owned()).or_default().insert(host.to_owned());
    }
}

/// All secrets whose rules speak of rotation.
pub struct Graph<'m> {
    matrix: &'m SecretMatrix,
    users: Users,
    policies: BTreeMap<&'m str, Policy>,
    /// Rules that are wrong.
    pub wrong: BTreeMap<&'m str, Mistake>,
}

impl<'m> Graph<'m> {
    /// Reads all rules. `users` is what is known of who uses secrets.
    pub fn of(matrix: &'m SecretMatrix, users: Users) -> Self {
        let mut graph = Self { matrix, users, policies: BTreeMap::new(), wrong: BTreeMap::new() };
        for secret in &matrix.secrets {
            match Policy::of(secret) {
                Ok(policy) => {
                    graph.policies.extend(policy.map(|policy| (secret.file.as_str(), policy)));
                }
                Err(why) => drop(graph.wrong.insert(&secret.file, why)),
            }
        }
        graph
    }

    /// What the rule of a secret says.
    ///
    /// # Errors
    /// A rule that says nothing of rotation, or something wrong.
    pub fn policy(&self, file: &str) -> Result<&Policy> {
        if let Some(why) = self.said(file) {
            return Err(Error::input(why));
        }
        self.policies.get(file).ok_or_else(|| {
            Error::input(format!("the rule of {file} does not say how it is rotated"))
                .hint("such as `rotate = { kind = \"password\"; };`")
        })
    }

    /// What is wrong with the rule of a secret, with its place; a sentence without a full stop.
    pub fn said(&self, file: &str) -> Option<String> {
        let mistake = self.wrong.get(file)?;
        let rule = self.matrix.secret(file)?.rules.first()?;
        Some(format!("{}: {}: {}", crate::secrets::plan::place(rule), rule.name, mistake.message))
    }

    /// All policies that are right.
    pub(super) fn policies(&self) -> impl Iterator<Item = (&'m str, &Policy)> {
        self.policies.iter().map(|(file, policy)| (*file, policy))
    }

    /// Secrets that are computed from each other, a given one among them, in order; none where it is
    /// not computed from itself.
    pub(super) fn circle(&self, file: &'m str) -> Option<Vec<&'m str>> {
        let mut ways: Vec<Vec<&'m str>> = vec![vec![file]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            let policy = way.last().and_then(|last| self.policies.get(last));
            for name in policy.iter().flat_map(|policy| &policy.sources) {
                let source = way.last().and_then(|last| self.meant(last, name));
                match source {
                    Some(source) if source == file => return Some(way),
                    Some(source) if seen.insert(source) => {
                        ways.push([&way[..], &[source]].concat());
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// All secrets.
    pub(super) fn secrets(&self) -> &'m [Secret] {
        &self.matrix.secrets
    }

    /// Every secret that can be rotated and changes with no other.
    pub fn roots(&self) -> impl Iterator<Item = &'m str> {
        let roots = self.policies.iter().filter(|(_, policy)| policy.sources.is_empty());
        roots.map(|(file, _)| *file)
    }

    /// What is computed from a secret, itself first, each after all that it is computed from.
    ///
    /// # Errors
    /// Secrets that are computed from each other, or from one that is not there.
    pub fn unit(&self, file: &str) -> Result<Vec<&'m Secret>> {
        let mut order = Vec::new();
        let mut members = BTreeSet::from([file]);
        loop {
            let before = members.len();
            for (other, policy) in &self.policies {
                for name in &policy.sources {
                    if members.contains(self.named(other, name)?) {
                        members.insert(other);
                    }
                }
            }
            if members.len() == before {
                break;
            }
        }
        while order.len() < members.len() {
            let ready = members.iter().copied().find(|member| {
                let waits = |name: &String| {
                    self.named(member, name)
                        .is_ok_and(|source| members.contains(source) && !order.contains(&source))
                };
                let policy = self.policies.get(member);
                !order.contains(member)
                    && !policy.is_some_and(|policy| policy.sources.iter().any(waits))
            });
            let Some(ready) = ready else {
                let circle = members.iter().find_map(|member| self.circle(member));
                let circle = circle.unwrap_or_default().join(", ");
                return Err(Error::input(format!("{file} cannot be rotated"))
                    .because(format!("each of these is computed from the next one: {circle}"))
                    .hint("look at `dependsOn` and `source` of the rules"));
            };
            order.push(ready);
        }
        Ok(order.iter().filter_map(|file| self.matrix.secret(file)).collect())
    }

    /// The secrets that one is made from: the rule's names and the paths.
    pub fn sources(&self, file: &str) -> Result<Vec<(String, String)>> {
        let policy = self.policy(file)?;
        let names = policy.sources.iter().chain(&policy.inputs);
        names.map(|name| Ok((name.clone(), self.named(file, name)?.to_owned()))).collect()
    }

    /// The secret that the rule of another means by a name: one of the same rules file, or a path.
    fn named(&self, file: &str, name: &str) -> Result<&'m str> {
        self.meant(file, name).ok_or_else(|| {
            let rules = self.matrix.secret(file).map(|secret| &secret.rules);
            let from = rules.and_then(|rules| rules.first());
            let at = from.map(crate::secrets::plan::place).unwrap_or_default();
            Error::input(format!("{at}: there is no secret {name}, from which {file} is made"))
        })
    }

    pub(super) fn meant(&self, file: &str, name: &str) -> Option<&'m str> {
        let rules = self.matrix.secret(file).map(|secret| &secret.rules);
        let from = rules.and_then(|rules| rules.first());
        let is_meant = |rule: &Rule| {
            rule.name == name && from.is_some_and(|from| from.rules_file == rule.rules_file)
        };
        let secrets = &self.matrix.secrets;
        let found = secrets.iter().find(|secret| secret.rules.iter().any(is_meant));
        let found = found.or_else(|| self.matrix.secret(name));
        found.map(|secret| secret.file.as_str())
    }

    /// Who uses a secret: as its rule says, else the hosts that are known to and those that may open
    /// it.
    pub fn dependents(&self, secret: &Secret) -> Vec<Dependent> {
        let said = self.policies.get(secret.file.as_str());
        if let Some(said) = said.and_then(|policy| policy.dependents.clone()) {
            return said;
        }
        let known = self.users.hosts.get(&secret.file);
        let mut hosts: BTreeSet<&str> = known.into_iter().flatten().map(String::as_str).collect();
        let found = |host: &&str| known.is_none() || *host != SOMEBODY;
        hosts.extend(self.may_open(secret).into_iter().filter(found));
        hosts.into_iter().map(Dependent::by_deployment).collect()
    }

    /// The hosts that may open a secret by its rules.
    fn may_open(&self, secret: &Secret) -> BTreeSet<&str> {
        let holders = self.matrix.holders.as_deref().unwrap_or_default();
        let mut hosts = BTreeSet::new();
        for key in secret.recipients() {
            match holders.iter().find(|holder| holder.keys.iter().any(|known| known.is(&key.key))) {
                Some(holder) if holder.host => hosts.insert(holder.name.as_str()),
                Some(_) => false,
                None => hosts.insert(SOMEBODY),
            };
        }
        hosts
    }
}

/// Rotations that are under way below a folder, by the secret they are of.
///
/// # Errors
/// A journal that cannot be read.
pub fn under_way<'m>(matrix: &'m SecretMatrix, root: &Path) -> Result<BTreeMap<&'m str, Rotation>> {
    let mut found = BTreeMap::new();
    for secret in &matrix.secrets {
        let journal = Beside::of(&root.join(&secret.file)).journal;
        if let Some(rotation) = Rotation::read(&journal)? {
            found.insert(secret.file.as_str(), rotation);
        }
    }
    Ok(found)
}
