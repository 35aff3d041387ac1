//! docs/inventory.md: every key with its meaning, made from the schema.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::schema;
use super::walk::{choices, in_words, kinds, resolve};

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# The inventory\n\n\
         Made from the source by `nixward docs inventory`; `nixward schema` prints the same as a JSON\n\
         Schema.\n\n\
         `fleet.nix` or `hosts/fleet.nix` (or what `--fleet` names) is plain data: sets, lists, strings,\n\
         numbers, booleans, `let`, `//`, `inherit`, and `import` of more of the same. Every key is\n\
         optional; those marked *required* are so where their set is there at all. `null` says the same\n\
         as no key.\n",
    );
    let root = schema();
    let mut queue = vec![("Top level".to_owned(), root)];
    let mut seen = BTreeSet::new();
    while !queue.is_empty() {
        let (title, set) = queue.remove(0);
        queue.extend(section(&mut page, &title, root, set, &mut seen));
    }
    page
}

/// Writes one set; returns the sets that its keys lead to and that have not been seen.
fn section<'a>(
    page: &mut String,
    title: &str,
    root: &'a Value,
    set: &'a Value,
    seen: &mut BTreeSet<String>,
) -> Vec<(String, &'a Value)> {
    let required: Vec<&str> = strings(set, "required").collect();
    let _ = write!(page, "\n## {title}\n\n{}\n\n", description(set));
    page.push_str("| key | value | meaning |\n|---|---|---|\n");
    let mut next = Vec::new();
    for (key, value) in set.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let (kind, inner) = kind(root, value);
        if let Some((name, set)) = inner
            && seen.insert(name.to_owned())
        {
            next.push((name.to_owned(), set));
        }
        let mark = if required.contains(&key.as_str()) { " (required)" } else { "" };
        let _ = writeln!(
            page,
            "| `{key}`{mark} | {kind} | {} |",
            description(value).replace('\n', " ")
        );
    }
    next
}

/// What a value is, in words, and the set it holds with its name.
fn kind<'a>(root: &'a Value, schema: &'a Value) -> (String, Option<(&'a str, &'a Value)>) {
    let named = name(schema);
    let schema = resolve(root, schema);
    if let Some(words) = choices(schema) {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        return (words.join(", "), None);
    }
    if let Some(items) = schema.get("items") {
        let (kind, inner) = kind(root, items);
        return (format!("list of: {kind}"), inner);
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        let (kind, inner) = kind(root, values);
        return (format!("set by name of: {kind}"), inner);
    }
    if let Some(name) = named.filter(|_| schema.get("properties").is_some()) {
        return (format!("[{name}](#{})", name.to_lowercase()), Some((name, schema)));
    }
    let kinds: Vec<&str> = kinds(schema).into_iter().map(in_words).collect();
    let more = ["x-names", "format"].iter().find_map(|word| schema.get(*word)?.as_str());
    let more =
        more.filter(|more| !is_width(more)).map(|more| format!(" ({})", more.replace('-', " ")));
    (kinds.join(" or ") + &more.unwrap_or_default(), None)
}

/// Formats that schemars gives to plain numbers.
fn is_width(format: &str) -> bool {
    format.starts_with("uint") || format == "double"
}

/// The name under which a schema refers to another.
fn name(schema: &Value) -> Option<&str> {
    let pointer = schema
        .get("$ref")
        .or_else(|| schema.get("anyOf")?.as_array()?.iter().find_map(|side| side.get("$ref")));
    pointer?.as_str()?.rsplit('/').next()
}

fn description(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or_default()
}

fn strings<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
