//! Rules files of agenix: a set from names of files to `{ publicKeys = [ ... ]; }`.
//!
//! agenix asks for one rule at a time; so here too a rule that cannot be computed leaves the others as
//! they are, and of what else a rule says only `armor`, `generator` and `rotate` are looked at.

use std::collections::HashMap;

use crate::agefile::recipient;
use crate::model::secrets::{Mistake, MistakeKind, Recipients, Rule, RulesFile, Spot, Tool};
use crate::pure::path::PathData;
use crate::pure::value::{Attr, Set, Thunk, Unknown, Value};
use crate::pure::{Evaluator, Fault, FaultKind, Limits, Options};
use crate::tree::{RelPath, Source};

/// What one file may cost.
const LIMITS: Limits =
    Limits { calls: 10_000, depth: 60_000, steps: 20_000_000, memory: 256 << 20 };

/// What rules say to nixward alone; other programs leave it unread.
const POLICY: &[&str] = &["generator", "rotate"];

/// Reads a file; none where it holds no rules. `named` says that it is known to be a rules file.
pub(super) fn read(source: &Source, file: &RelPath, named: bool) -> Option<(RulesFile, Vec<Rule>)> {
    let ev = Evaluator::new(Options { limits: LIMITS, ..Options::default() });
    Reading { source, file, ev, lists: HashMap::new() }.run(named)
}

struct Reading<'a> {
    source: &'a Source,
    file: &'a RelPath,
    ev: Evaluator,
    /// Lists of keys that were read already: many rules have the same.
    lists: HashMap<Vec<String>, Recipients>,
}

impl Reading<'_> {
    fn run(mut self, named: bool) -> Option<(RulesFile, Vec<Rule>)> {
        let mount = self.source.tree.root_dir().and_then(|root| root.to_str()).map(str::to_owned);
        let root = self.ev.add_root(self.source.tree.clone(), mount);
        let path = PathData { root, rel: self.file.clone() };
        let mut rules_file = RulesFile {
            tool: Tool::Agenix,
            file: self.file.to_string(),
            base: String::new(),
            rules: 0,
            complete: true,
            mistakes: Vec::new(),
        };
        let mistake = match self.ev.import(&path) {
            Ok(Value::Set(set)) => {
                let rules = self.rules(set, &mut rules_file);
                let any = rules.iter().any(|(_, is_rule)| *is_rule);
                let rules: Vec<Rule> = rules.into_iter().map(|(rule, _)| rule).collect();
                rules_file.rules = rules.len();
                rules_file.complete &= rules.iter().all(|rule| rule.recipients.is_some());
                return (any || named).then_some((rules_file, rules));
            }
            Ok(Value::Unknown(cause)) => self.unknown(cause),
            Ok(_) if !named => return None,
            Ok(_) => wrong(None, "a rules file is a set of rules"),
            Err(fault) => self.fault(&fault),
        };
        if !named && !self.says_so() {
            return None;
        }
        rules_file.complete = false;
        rules_file.mistakes.push(mistake);
        Some((rules_file, Vec::new()))
    }

    /// Whether the text of the file, which has no value, is that of a rules file.
    fn says_so(&self) -> bool {
        let text = self.source.tree.read(self.file).unwrap_or_default();
        memchr::memmem::find(&text, b"publicKeys").is_some()
    }

    /// Every rule, and whether it is one for sure.
    fn rules(&mut self, set: Set, rules_file: &mut RulesFile) -> Vec<(Rule, bool)> {
        let data = self.ev.heap.set_data(set);
        if let Some(cause) = data.open {
            rules_file.complete = false;
            rules_file.mistakes.push(self.unknown(cause));
        }
        let (maybe, certain): (Vec<Attr>, Vec<Attr>) =
            data.attrs.iter().partition(|attr| attr.maybe);
        for attr in maybe {
            rules_file.complete = false;
            rules_file.mistakes.push(self.perhaps(attr));
        }
        certain.into_iter().map(|attr| self.rule(attr)).collect()
    }

    fn rule(&mut self, attr: Attr) -> (Rule, bool) {
        let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name)).into_owned();
        let at = self.ev.attr_place(attr.pos).map(|place| spot(&place));
        let mut rule = Rule {
            rules_file: self.file.to_string(),
            name,
            at,
            recipients: None,
            groups: Vec::new(),
            mistake: None,
            armor: None,
            policy: Ok(serde_json::Map::new()),
        };
        let value = match self.ev.force(attr.value) {
            Ok(value @ Value::Set(_)) => value,
            Ok(Value::Unknown(cause)) => {
                rule.mistake = Some(self.unknown(cause));
                return (rule, false);
            }
            Ok(_) => {
                rule.mistake = Some(wrong(rule.at.clone(), "a rule is a set with publicKeys"));
                return (rule, false);
            }
            Err(fault) => {
                rule.mistake = Some(self.fault(&fault));
                return (rule, false);
            }
        };
        let Ok(keys) = self.keys(value, &mut rule) else { return (rule, false) };
        rule.recipients = keys;
        match self.extra(value, "armor") {
            Ok(armor) => rule.armor = armor.and_then(|armor| armor.as_bool()),
            Err(mistake) => rule.policy = Err(mistake),
        }
        for name in POLICY {
            match (self.extra(value, name), &mut rule.policy) {
                (Ok(Some(said)), Ok(policy)) => drop(policy.insert((*name).to_owned(), said)),
                (Err(mistake), Ok(_)) => rule.policy = Err(mistake),
                _ => {}
            }
        }
        (rule, true)
    }

    /// What else a rule says, as plain data; none where it is silent.
    fn extra(&mut self, value: Value, name: &str) -> Result<Option<serde_json::Value>, Mistake> {
        let thunk = match self.ev.get(value, name) {
            Ok(Some(said)) => self.ev.heap.done(said),
            Ok(None) => return Ok(None),
            Err(fault) => return Err(self.fault(&fault)),
        };
        match self.ev.to_json(thunk) {
            Ok(Ok(json)) => Ok(Some(json)),
            Ok(Err(cause)) => Err(self.unknown(cause)),
            Err(fault) => Err(self.fault(&fault)),
        }
    }

    /// Every key of a rule; an error where the rule has no `publicKeys`.
    fn keys(&mut self, value: Value, rule: &mut Rule) -> Result<Option<Recipients>, ()> {
        let thunk = match self.ev.get(value, "publicKeys") {
            Ok(Some(keys)) => self.ev.heap.done(keys),
            Ok(None) => {
                rule.mistake = Some(wrong(rule.at.clone(), "this rule has no publicKeys"));
                return Err(());
            }
            Err(fault) => {
                rule.mistake = Some(self.fault(&fault));
                return Ok(None);
            }
        };
        Ok(match self.list(thunk, rule.at.clone()) {
            Ok(keys) => Some(keys),
            Err(mistake) => {
                rule.mistake = Some(mistake);
                None
            }
        })
    }

    fn list(&mut self, thunk: Thunk, at: Option<Spot>) -> Result<Recipients, Mistake> {
        let json = match self.ev.to_json(thunk) {
            Ok(Ok(json)) => json,
            Ok(Err(cause)) => return Err(self.unknown(cause)),
            Err(fault) => return Err(self.fault(&fault)),
        };
        let strings =
            json.as_array().map(|list| list.iter().map(|key| Some(key.as_str()?.to_owned())));
        let strings = strings.and_then(Iterator::collect::<Option<Vec<String>>>);
        if let Some(strings) = strings {
            let list = self.lists.entry(strings);
            let list = list.or_insert_with_key(|strings| {
                strings.iter().flat_map(|text| recipient::read_lines(text)).collect()
            });
            return Ok(list.clone());
        }
        let message = "publicKeys is a list of strings, and this is not";
        Err(wrong(at, message))
    }

    fn fault(&self, fault: &Fault) -> Mistake {
        let at = fault.at.and_then(|at| self.ev.place(at)).map(|place| spot(&place));
        let kind = match fault.kind {
            FaultKind::Parse => MistakeKind::Syntax,
            FaultKind::Limit => MistakeKind::Unknown,
            _ if self.ev.has_assumed() => MistakeKind::Unknown,
            _ => MistakeKind::Wrong,
        };
        Mistake { at, message: fault.message.clone(), kind }
    }

    /// A rule that is only there under a condition that is not known.
    fn perhaps(&self, attr: Attr) -> Mistake {
        let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name)).into_owned();
        let at = self.ev.attr_place(attr.pos).map(|place| spot(&place));
        let message = format!("not known without Nix: whether there is a rule for {name}");
        Mistake { at, message, kind: MistakeKind::Unknown }
    }

    fn unknown(&self, cause: Unknown) -> Mistake {
        let data = self.ev.cause(cause);
        let at = data.at.and_then(|at| self.ev.place(at)).map(|place| spot(&place));
        let message = format!("not known without Nix: {}", data.reason);
        Mistake { at, message, kind: MistakeKind::Unknown }
    }
}

fn wrong(at: Option<Spot>, message: &str) -> Mistake {
    Mistake { at, message: message.to_owned(), kind: MistakeKind::Wrong }
}

fn spot(place: &crate::pure::Place) -> Spot {
    Spot { file: place.path.rel.to_string(), line: place.line, bytes: place.span }
}
