use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Language, Template};
use crate::pure::{Evaluator, Options};
use crate::tree::{RelPath, Tree};

fn fill(language: Language, text: &'static str, values: &Value) -> Result<String, String> {
    let template = Template { name: "a template", language, text };
    template
        .fill(values)
        .map_err(|error| error.source.map_or_else(String::new, |why| why.to_string()))
}

/// What Nix text gives, as JSON.
fn evaluated(text: String) -> Value {
    let tree = Tree::embedded(&[]);
    let path = RelPath::new("value.nix").unwrap();
    let content = crate::tree::Change::Content(text.into_bytes());
    let tree = tree.with_changes([(path.clone(), content)].into()).unwrap();
    let mut ev = Evaluator::new(Options { pure_mode: true, ..Options::default() });
    let root = ev.add_root(tree, None);
    let value = ev.import(&crate::pure::path::PathData { root, rel: path }).unwrap();
    let thunk = ev.heap.done(value);
    ev.to_json(thunk).unwrap().unwrap()
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("${".to_owned()),
        Just("$${".to_owned()),
        Just("''".to_owned()),
        Just("\\".to_owned()),
        Just("\"".to_owned()),
        Just("\r\n\t".to_owned()),
        Just("<{ x }>".to_owned()),
        "[^\\x00]{0,4}",
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000).prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(texts(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn in_nix_a_value_means_itself(value in values()) {
        let text = fill(Language::Nix, "<{ value }>", &json!({ "value": value })).unwrap();
        prop_assert_eq!(evaluated(text), value);
    }

    #[test]
    fn in_nix_a_name_means_itself(name in texts()) {
        let text = fill(Language::Nix, "{ <{ name | name }> = 1; }", &json!({ "name": name })).unwrap();
        prop_assert_eq!(evaluated(text), json!({ name: 1 }));
    }

    #[test]
    fn in_nix_a_path_leads_where_it_says(name in "[^\\x00/]{1,8}") {
        prop_assume!(!matches!(name.as_str(), "." | ".."));
        let path = format!("./{name}");
        let text = fill(Language::Nix, "baseNameOf <{ path | path }>", &json!({ "path": path })).unwrap();
        prop_assert_eq!(evaluated(text), json!(name));
    }

    #[test]
    fn a_comment_ends_with_its_line(text in texts()) {
        let text = fill(Language::Nix, "# <{ text | comment }>\n1", &json!({ "text": text })).unwrap();
        prop_assert_eq!(evaluated(text), json!(1));
    }

    #[test]
    fn in_the_shell_a_text_is_one_word(text in texts()) {
        let word = fill(Language::Shell, "<{ text }>", &json!({ "text": text })).unwrap();
        prop_assert_eq!(crate::proc::quote(&text), word);
    }
}

#[test]
fn yaml_quotes_what_would_be_something_else() {
    let yaml =
        |value: Value| fill(Language::Yaml, "<{ value }>", &json!({ "value": value })).unwrap();
    assert_eq!(yaml(json!("nas.example.org")), "nas.example.org");
    for word in ["no", "On", "NULL", "", "1e3", "0x1", "a: b", "- a", "a #b", "*a", "2027-01-01"] {
        assert_eq!(yaml(json!(word)), format!("\"{word}\""));
    }
    assert_eq!(yaml(json!("a\n\"b\"")), r#""a\n\"b\"""#);
    assert_eq!(
        yaml(json!({ "b": [1, true, null], "a c": "x" })),
        r#"{"a c": x, b: [1, true, null]}"#
    );
}

#[test]
fn what_does_not_fit_is_an_error() {
    let fails = |language, text, values: Value| fill(language, text, &values).unwrap_err();
    assert!(fails(Language::Nix, "<{ missing }>", json!({})).contains("undefined"));
    assert!(fails(Language::Nix, "<{ a.missing }>", json!({ "a": {} })).contains("undefined"));
    assert!(fails(Language::Nix, "{% if missing %}{% endif %}1", json!({})).contains("undefined"));
    assert!(fails(Language::Nix, "<{ a }>", json!({ "a": "\0" })).contains("NUL"));
    assert!(fails(Language::Shell, "<{ a }>", json!({ "a": ["x"] })).contains("sequence"));
    assert!(fails(Language::Nix, "{ a = <{ a }> }", json!({ "a": 1 })).starts_with("byte "));
}
