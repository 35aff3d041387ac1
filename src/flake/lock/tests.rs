//! Locks as Nix writes them, as people break them, and as nobody would.

use proptest::prelude::*;

use super::{Lock, NodeId, ProblemKind, Reading};

/// A lock of version 7 with these members of `nodes` beside a root with these inputs.
fn lock(root_inputs: &str, nodes: &str) -> String {
    let comma = if nodes.is_empty() { "" } else { "," };
    format!(
        r#"{{"nodes":{{"root":{{"inputs":{{{root_inputs}}}}}{comma}{nodes}}},"root":"root","version":7}}"#
    )
}

/// A node that Nix accepts, with these inputs.
fn node(name: &str, inputs: &str) -> String {
    format!(
        r#""{name}":{{"inputs":{{{inputs}}},
        "locked":{{"type":"path","path":"/x","lastModified":7,"narHash":"sha256-qNILx674JiTS+JY4sQBW7H3GJIcFMYSYPWbehUAOA64="}},
        "original":{{"type":"path","path":"/x"}}}}"#
    )
}

fn read(text: &str) -> Reading {
    Lock::read(text.as_bytes())
}

fn good(text: &str) -> Lock {
    let reading = read(text);
    assert_eq!(reading.problems, []);
    reading.lock.expect("a lock without problems")
}

/// The texts that the problems point at, with their kinds.
fn problems(text: &str) -> Vec<(ProblemKind, String)> {
    read(text)
        .problems
        .iter()
        .map(|problem| {
            let range = problem.span.start as usize..problem.span.end as usize;
            (problem.kind, text.get(range).unwrap_or("?").to_owned())
        })
        .collect()
}

fn name_of(lock: &Lock, id: Option<NodeId>) -> Option<&str> {
    id.map(|id| lock.node(id).name.as_str())
}

#[test]
fn inputs_and_follows_resolve() {
    let text = lock(
        r#""a":"a","b":"b_2","c":["b","n"]"#,
        &[node("a", r#""n":["c"],"self":[]"#), node("b_2", r#""n":"n""#), node("n", "")].join(","),
    );
    let lock = good(&text);
    assert_eq!(name_of(&lock, lock.find(&["b"])), Some("b_2"));
    assert_eq!(name_of(&lock, lock.find(&["a", "n"])), Some("n"));
    assert_eq!(name_of(&lock, lock.find(&["a", "self"])), Some("root"));
    assert_eq!(name_of(&lock, lock.find::<&str>(&[])), Some("root"));
    assert_eq!(lock.find(&["a", "x"]), None);
}

#[test]
fn attributes_and_store_path() {
    let lock = good(&lock(r#""a":"a""#, &node("a", "")));
    let a = lock.node(lock.find(&["a"]).expect("a"));
    let locked = a.locked.as_ref().expect("locked");
    assert_eq!((locked.str("type"), locked.int("lastModified")), (Some("path"), Some(7)));
    assert_eq!(
        a.store_path().as_deref(),
        Some("/nix/store/2kpii8pcin639nbm7y40a5ib17cqj37g-source")
    );
}

#[test]
fn version_5_keeps_part_in_info() {
    let text = r#"{"nodes":{"root":{"inputs":{"a":"a"}},
        "a":{"info":{"lastModified":5},"locked":{"type":"github"},"original":{"type":"github"}}},
        "root":"root","version":5}"#;
    let lock = good(text);
    let a = lock.node(lock.find(&["a"]).expect("a"));
    assert_eq!(a.locked.as_ref().and_then(|locked| locked.int("lastModified")), Some(5));
}

#[test]
fn cycles_and_dead_ends_are_found() {
    use ProblemKind::Follows;
    assert_eq!(problems(&lock(r#""a":["a"]"#, "")), [(Follows, r#"["a"]"#.to_owned())]);
    assert_eq!(
        problems(&lock(r#""a":["b"],"b":["a"],"c":["d"]"#, "")),
        [
            (Follows, r#"["b"]"#.to_owned()),
            (Follows, r#"["a"]"#.to_owned()),
            (Follows, r#"["d"]"#.to_owned())
        ]
    );
}

#[test]
fn dangling_only_where_the_root_leads() {
    use ProblemKind::Dangling;
    assert_eq!(problems(&lock(r#""a":"x""#, "")), [(Dangling, r#""x""#.to_owned())]);
    assert_eq!(problems(&lock(r#""a":"root""#, "")), [(Dangling, r#""root""#.to_owned())]);
    let orphan = good(&lock("", &node("orphan", r#""y":"z""#)));
    assert!(orphan.nodes().any(|(_, node)| node.name == "orphan" && !node.reachable));
}

#[test]
fn two_nodes_may_lead_to_each_other() {
    good(&lock(r#""a":"a""#, &[node("a", r#""b":"b""#), node("b", r#""a":"a""#)].join(",")));
}

#[test]
fn what_is_no_lock_says_so() {
    use ProblemKind::{Malformed, Version};
    let kind = |text: &[u8]| {
        let reading = Lock::read(text);
        assert!(reading.lock.is_none());
        reading.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>()
    };
    for text in ["", "[]", "{", "{}", "// x\n{}", r#"{"version":7}"#, r#"{"version":"7"}"#] {
        assert_eq!(kind(text.as_bytes()), [Malformed], "{text}");
    }
    assert_eq!(kind(b"\xff"), [Malformed]);
    assert_eq!(kind(br#"{"version":8}"#), [Version]);
    assert_eq!(kind(br#"{"version":4}"#), [Version]);
}

#[test]
fn wrong_types_in_a_node() {
    let text = lock(r#""a":"a","b":3"#, r#""a":{"locked":[],"flake":1,"inputs":{"x":[1]}}"#);
    let places: Vec<String> = problems(&text).into_iter().map(|(_, place)| place).collect();
    assert_eq!(places, ["3", r#""a""#, "[]", "1", "1"]);
}

#[test]
fn a_long_chain_of_follows_is_no_burden() {
    let count = 20_000;
    let mut inputs: Vec<String> =
        (0..count).map(|at| format!(r#""i{at}":["i{}"]"#, at + 1)).collect();
    inputs.push(format!(r#""i{count}":"a""#));
    let lock = good(&lock(&inputs.join(","), &node("a", "")));
    assert_eq!(name_of(&lock, lock.find(&["i0"])), Some("a"));
}

proptest! {
    /// Any bytes put anywhere into a real lock: an answer, not a panic, and spans inside the text.
    #[test]
    fn broken_texts_are_read(at in 0usize..900, cut in 0usize..40, junk in ".{0,12}") {
        let whole = lock(
            r#""a":"a","b":["a","n"]"#,
            &[node("a", r#""n":"n""#), node("n", r#""a":["b"]"#)].join(","),
        );
        let mut bytes = whole.into_bytes();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, junk.bytes());
        for problem in Lock::read(&bytes).problems {
            prop_assert!(problem.span.start <= problem.span.end);
        }
    }
}
