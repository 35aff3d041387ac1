//! Which files of secrets the modules of a host name: `age.secrets.<name>.file`,
//! `sops.secrets.<name>.sopsFile` and `sops.defaultSopsFile`.
//!
//! Only what certainly holds counts: what stands under a condition that is not known is left out, and
//! where a priority is at play (`mkForce`, `mkDefault`) nothing is known of any of them.

use super::Search;
use super::definitions::{Inside, Written};
use crate::model::secrets::Tool;
use crate::pure::value::{Attr, Value};
use crate::tree::RelPath;

/// A secret that a host's modules name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whose option it is.
    pub tool: Tool,
    /// Its name there.
    pub name: String,
    /// The file.
    pub file: RelPath,
    /// Where that is written.
    pub at: Option<Written>,
}

/// What is known of a host's secrets so far.
#[derive(Default)]
pub(super) struct Gathered {
    wanted: Vec<Wanted>,
    /// Secrets of sops without a file of their own.
    by_default: Vec<(String, Option<Written>)>,
    default: Vec<RelPath>,
    /// Whether a priority decides about some of it.
    is_clouded: bool,
}

impl Gathered {
    /// The secrets that the host certainly wants.
    pub(super) fn finish(mut self) -> Vec<Wanted> {
        if self.is_clouded {
            return Vec::new();
        }
        if let [file] = &self.default[..] {
            let named: Vec<String> = self.wanted.iter().map(|wanted| wanted.name.clone()).collect();
            let rest = self.by_default.into_iter().filter(|(name, _)| !named.contains(name));
            self.wanted.extend(rest.map(|(name, at)| Wanted {
                tool: Tool::Sops,
                name,
                file: file.clone(),
                at,
            }));
        }
        self.wanted
    }
}

/// Sets inside one another, more than which something goes round.
const DEPTH: u32 = 64;

impl Search<'_> {
    /// Adds what a module, given as a set, says of secrets.
    pub(super) fn read_secrets(&mut self, module: Value, gathered: &mut Gathered) {
        let config = match self.attr(module, "config") {
            Inside::Nothing => module,
            Inside::Attr(attr) => match self.ev.force(attr.value) {
                Ok(config) => config,
                Err(_) => return,
            },
            Inside::Unknown => return,
        };
        for (_, secret) in self.each(config, &["age", "secrets"], gathered) {
            self.read_secret(Tool::Agenix, secret, "file", gathered);
        }
        for (_, secret) in self.each(config, &["sops", "secrets"], gathered) {
            self.read_secret(Tool::Sops, secret, "sopsFile", gathered);
        }
        for (value, _) in self.certain(config, &["sops", "defaultSopsFile"], gathered) {
            let file = self.file_of(value);
            gathered.default.extend(file);
        }
    }

    fn read_secret(&mut self, tool: Tool, secret: Attr, field: &str, gathered: &mut Gathered) {
        let name = String::from_utf8_lossy(self.ev.heap.symbols.name(secret.name)).into_owned();
        let Ok(value) = self.ev.force(secret.value) else { return };
        let found = self.certain(value, &[field], gathered);
        if found.is_empty() && tool == Tool::Sops && self.lacks(value, field) {
            let at = self.written(secret.pos);
            gathered.by_default.push((name.clone(), at));
        }
        for (value, attr) in found {
            let at = attr.and_then(|attr| self.written(attr.pos));
            if let Some(file) = self.file_of(value) {
                gathered.wanted.push(Wanted { tool, name: name.clone(), file, at });
            }
        }
    }

    fn lacks(&mut self, value: Value, field: &str) -> bool {
        matches!(value, Value::Set(_))
            && self.kind_of(value).is_none()
            && matches!(self.attr(value, field), Inside::Nothing)
    }

    fn file_of(&mut self, value: Value) -> Option<RelPath> {
        let path = self.ev.path_of(value).ok()??;
        (path.root == self.root).then_some(path.rel)
    }

    /// The entries of a set of sets that are certainly there.
    fn each(&mut self, value: Value, path: &[&str], gathered: &mut Gathered) -> Vec<(Value, Attr)> {
        let mut entries = Vec::new();
        for (value, _) in self.certain(value, path, gathered) {
            if let Value::Set(set) = value {
                let data = self.ev.heap.set_data(set);
                entries.extend(data.attrs.iter().filter(|it| !it.maybe).map(|attr| (value, *attr)));
            }
        }
        entries
    }

    /// The values at a path that certainly hold, be there several in a `mkMerge`.
    fn certain(
        &mut self,
        value: Value,
        path: &[&str],
        gathered: &mut Gathered,
    ) -> Vec<(Value, Option<Attr>)> {
        let mut found = Vec::new();
        let mut open = vec![(value, path, None, DEPTH)];
        while let Some((value, path, attr, depth)) = open.pop() {
            let Some(depth) = depth.checked_sub(1) else { continue };
            match self.kind_of(value).as_deref() {
                None => match path.split_first() {
                    None => found.push((value, attr)),
                    Some((name, rest)) => {
                        if let Inside::Attr(attr) = self.attr(value, name)
                            && let Ok(next) = self.ev.force(attr.value)
                        {
                            open.push((next, rest, Some(attr), depth));
                        }
                    }
                },
                Some("if") => {
                    let condition = self.ev.get(value, "condition");
                    if let Ok(Some(Value::Bool(true))) = condition
                        && let Ok(Some(content)) = self.ev.get(value, "content")
                    {
                        open.push((content, path, attr, depth));
                    }
                }
                Some("merge") => {
                    if let Ok(Some(Value::List(list))) = self.ev.get(value, "contents") {
                        let items = self.ev.heap.list_data(list).items.clone();
                        for item in items {
                            if let Ok(item) = self.ev.force(item) {
                                open.push((item, path, attr, depth));
                            }
                        }
                    }
                }
                Some(_) => gathered.is_clouded = true,
            }
        }
        found
    }
}
