//! From text to [`Lock`], as lenient as Nix and no more; never a panic.

use std::collections::HashMap;

use jsonc_parser::ast::{Array, Object, ObjectPropName, StringLit, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{
    Attr, Attrs, Input, Lock, Node, NodeId, Problem, ProblemKind, Reading, Resolved, Target,
    follows,
};
use crate::syntax::hir::Span;
use crate::syntax::reference::AttrValue;

/// The format versions that Nix 2.34 reads.
const VERSIONS: std::ops::RangeInclusive<u32> = 5..=7;

/// Plain JSON: Nix's parser knows no extensions.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut problems = Problems::default();
    let lock = match parse(bytes) {
        Ok(Some(Value::Object(top))) => read_lock(&top, &mut problems),
        Ok(other) => {
            let span = other.as_ref().map_or(Span { start: 0, end: clamp(bytes.len()) }, span);
            problems.malformed(span, "the lock file is not a JSON object");
            None
        }
        Err(problem) => {
            problems.0.push(problem);
            None
        }
    };
    problems.0.sort_by_key(|problem| problem.span);
    Reading { lock, problems: problems.0 }
}

fn parse(bytes: &[u8]) -> Result<Option<Value<'_>>, Problem> {
    let malformed = |start: usize, end: usize, message: String| Problem {
        kind: ProblemKind::Malformed,
        span: Span { start: clamp(start), end: clamp(end) },
        message,
    };
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        malformed(at, at + 1, "the lock file is not UTF-8".to_owned())
    })?;
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => Ok(parsed.value),
        Err(error) => {
            let range = error.range();
            let why = error.kind().to_string().to_lowercase();
            Err(malformed(range.start, range.end, format!("the lock file is not JSON: {why}")))
        }
    }
}

fn read_lock(top: &Object<'_>, problems: &mut Problems) -> Option<Lock> {
    let version = read_version(top, problems)?;
    let Some(Value::StringLit(root_key)) = last(top, "root") else {
        problems.malformed(span(top), "the lock file has no `root`");
        return None;
    };
    let Some(Value::Object(table)) = last(top, "nodes") else {
        problems.malformed(span(top), "the lock file has no `nodes`");
        return None;
    };
    let (mut nodes, complaints) = read_nodes(table, &root_key.value);
    let index: HashMap<String, NodeId> =
        (0u32..).zip(&nodes).map(|(at, node)| (node.name.clone(), NodeId(at))).collect();
    let Some(&root) = index.get(root_key.value.as_ref()) else {
        let span = span(root_key);
        problems.push(
            ProblemKind::Dangling,
            span,
            format!("there is no node `{}`", root_key.value),
        );
        return None;
    };
    let direct = |name: &str| index.get(name).copied().filter(|&id| id != root);
    follows::resolve(&mut nodes, root, direct);
    mark_reachable(&mut nodes, root, direct);
    for (node, complaints) in nodes.iter().zip(complaints) {
        if node.reachable {
            problems.0.extend(complaints.0);
            judge_inputs(node, &root_key.value, problems);
        }
    }
    Some(Lock { version, nodes, root })
}

fn read_version(top: &Object<'_>, problems: &mut Problems) -> Option<u32> {
    let Some(value) = last(top, "version") else {
        problems.malformed(span(top), "the lock file has no `version`");
        return None;
    };
    let Value::NumberLit(number) = value else {
        problems.malformed(span(value), "`version` is not a number");
        return None;
    };
    let version = number.value.parse().ok().filter(|version| VERSIONS.contains(version));
    if version.is_none() {
        problems.push(
            ProblemKind::Version,
            span(number),
            format!("lock file version {} is not among the known versions 5 to 7", number.value),
        );
    }
    version
}

/// All nodes with what is wrong in each. A key written twice counts once, the last time.
fn read_nodes(table: &Object<'_>, root_key: &str) -> (Vec<Node>, Vec<Problems>) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut complaints: Vec<Problems> = Vec::new();
    for property in &table.properties {
        let Some(key) = key_of(&property.name) else { continue };
        let mut own = Problems::default();
        let node = read_node(key, &property.value, key.value == root_key, &mut own);
        if let Some(&at) = places.get(key.value.as_ref()) {
            nodes[at] = node;
            complaints[at] = own;
        } else {
            places.insert(key.value.as_ref(), nodes.len());
            nodes.push(node);
            complaints.push(own);
        }
    }
    (nodes, complaints)
}

fn read_node(
    key: &StringLit<'_>,
    value: &Value<'_>,
    is_root: bool,
    problems: &mut Problems,
) -> Node {
    let mut node = Node {
        name: key.value.to_string(),
        name_span: span(key),
        inputs: Vec::new(),
        original: None,
        locked: None,
        flake: true,
        parent: None,
        reachable: false,
    };
    let Value::Object(object) = value else {
        problems.malformed(span(value), format!("node `{}` is not an object", key.value));
        return node;
    };
    match last(object, "inputs") {
        None => {}
        Some(Value::Object(inputs)) => node.inputs = read_inputs(inputs, problems),
        Some(other) => problems.malformed(span(other), "`inputs` is not an object"),
    }
    if is_root {
        return node;
    }
    node.original = read_reference(object, "original", key, problems);
    node.locked = read_reference(object, "locked", key, problems);
    // Version 5 kept part of what is locked beside it.
    if let (Some(locked), Some(Value::Object(info))) = (&mut node.locked, last(object, "info")) {
        for attr in read_attrs(info, problems).entries {
            locked.entries.retain(|old| old.name != attr.name);
            locked.entries.push(attr);
        }
        locked.entries.sort_by(|a, b| a.name.cmp(&b.name));
    }
    match last(object, "flake") {
        None => {}
        Some(Value::BooleanLit(flag)) => node.flake = flag.value,
        Some(other) => problems.malformed(span(other), "`flake` is neither true nor false"),
    }
    match last(object, "parent") {
        None | Some(Value::NullKeyword(_)) => {}
        Some(Value::Array(path)) => node.parent = read_path(path, problems),
        Some(other) => problems.malformed(span(other), "`parent` is not an array"),
    }
    node
}

fn read_inputs(object: &Object<'_>, problems: &mut Problems) -> Vec<Input> {
    let mut inputs = Vec::with_capacity(object.properties.len());
    for property in &object.properties {
        let Some(key) = key_of(&property.name) else { continue };
        let target = match &property.value {
            Value::StringLit(node) => Some(Target::Node(node.value.to_string())),
            Value::Array(path) => read_path(path, problems).map(Target::Follows),
            other => {
                let message = format!("input `{}` is neither a string nor an array", key.value);
                problems.malformed(span(other), message);
                None
            }
        };
        if let Some(target) = target {
            inputs.push(Input {
                name: key.value.to_string(),
                name_span: span(key),
                target,
                span: span(&property.value),
                resolved: Resolved::Nowhere,
            });
        }
    }
    sort_keep_last(&mut inputs, |input| &input.name);
    inputs
}

fn read_reference(
    node: &Object<'_>,
    name: &str,
    key: &StringLit<'_>,
    problems: &mut Problems,
) -> Option<Attrs> {
    match last(node, name) {
        Some(Value::Object(object)) => Some(read_attrs(object, problems)),
        Some(other) => {
            problems.malformed(span(other), format!("`{name}` is not an object"));
            None
        }
        None => {
            problems.malformed(span(key), format!("node `{}` has no `{name}`", key.value));
            None
        }
    }
}

fn read_attrs(object: &Object<'_>, problems: &mut Problems) -> Attrs {
    let mut entries = Vec::with_capacity(object.properties.len());
    for property in &object.properties {
        let Some(key) = key_of(&property.name) else { continue };
        let value = match &property.value {
            Value::StringLit(text) => Some(AttrValue::Str(text.value.to_string())),
            Value::BooleanLit(flag) => Some(AttrValue::Bool(flag.value)),
            Value::NumberLit(number) => number.value.parse().ok().map(AttrValue::Int),
            _ => None,
        };
        let place = span(&property.value);
        match value {
            Some(value) => {
                entries.push(Attr { name: key.value.to_string(), value, span: place });
            }
            None => problems.malformed(
                place,
                format!("`{}` is neither a string, a flag nor a whole number", key.value),
            ),
        }
    }
    sort_keep_last(&mut entries, |attr| &attr.name);
    Attrs { span: span(object), entries }
}

fn read_path(array: &Array<'_>, problems: &mut Problems) -> Option<Vec<String>> {
    let mut path = Vec::with_capacity(array.elements.len());
    for element in &array.elements {
        let Value::StringLit(name) = element else {
            problems.malformed(span(element), "an input name is not a string");
            return None;
        };
        path.push(name.value.to_string());
    }
    Some(path)
}

fn mark_reachable(nodes: &mut [Node], root: NodeId, direct: impl Fn(&str) -> Option<NodeId>) {
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let node = &mut nodes[id.0 as usize];
        if node.reachable {
            continue;
        }
        node.reachable = true;
        open.extend(node.inputs.iter().filter_map(|input| match &input.target {
            Target::Node(name) => direct(name),
            Target::Follows(_) => None,
        }));
    }
}

fn judge_inputs(node: &Node, root_key: &str, problems: &mut Problems) {
    for input in &node.inputs {
        let (kind, message) = match (&input.target, input.resolved) {
            (_, Resolved::Node(_)) => continue,
            (Target::Node(name), _) if name == root_key => {
                (ProblemKind::Dangling, format!("input `{}` names the root node", input.name))
            }
            (Target::Node(name), _) => (
                ProblemKind::Dangling,
                format!("input `{}` names the node `{name}`, which is not there", input.name),
            ),
            (Target::Follows(path), Resolved::Nowhere) => (
                ProblemKind::Follows,
                format!("input `{}` follows `{}`, which is no input", input.name, path.join("/")),
            ),
            (Target::Follows(path), Resolved::Cycle) => (
                ProblemKind::Follows,
                format!(
                    "input `{}` follows `{}`, which follows itself",
                    input.name,
                    path.join("/")
                ),
            ),
        };
        problems.push(kind, input.span, message);
    }
}

/// Sorts by name; of entries with the same name the last one written stays, as in Nix's reader.
fn sort_keep_last<T>(entries: &mut Vec<T>, name: impl Fn(&T) -> &String) {
    entries.reverse();
    entries.sort_by(|a, b| name(a).cmp(name(b)));
    entries.dedup_by(|later, kept| name(later) == name(kept));
}

fn last<'v, 'a>(object: &'v Object<'a>, name: &str) -> Option<&'v Value<'a>> {
    let property = object
        .properties
        .iter()
        .rev()
        .find(|property| key_of(&property.name).is_some_and(|key| key.value == name))?;
    Some(&property.value)
}

fn key_of<'v, 'a>(name: &'v ObjectPropName<'a>) -> Option<&'v StringLit<'a>> {
    match name {
        ObjectPropName::String(key) => Some(key),
        ObjectPropName::Word(_) => None,
    }
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn push(&mut self, kind: ProblemKind, span: Span, message: String) {
        self.0.push(Problem { kind, span, message });
    }
    fn malformed(&mut self, span: Span, message: impl Into<String>) {
        self.push(ProblemKind::Malformed, span, message.into());
    }
}

fn span(ranged: &impl Ranged) -> Span {
    let range = ranged.range();
    Span { start: clamp(range.start), end: clamp(range.end) }
}

/// Offsets past 4 GiB do not occur in lock files; saturating keeps this total.
fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
