//! What is rendered means what the inventory says, whatever that is.

mod evaluated;
mod scripts;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use nixward::flake::inventory::read;
use nixward::model::fleet::Fleet;
use nixward::pure::{Evaluator, Options, path::PathData};
use nixward::render::fleet::{Request, files};
use nixward::render::{Area, File};
use nixward::tree::{Change, RelPath, Tree};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A text that may stand anywhere: what Nix, YAML and the shell have a use for, and what nobody has.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("${"),
        Just("''"),
        Just("\\"),
        Just("\""),
        Just("\n"),
        Just("; rm -rf /"),
        Just("$(x)"),
        Just("`"),
        Just("# "),
        Just("<{ x }>"),
        Just("{% x %}"),
        Just("//"),
        Just("ü"),
        Just("\u{202e}"),
        Just("true"),
        Just("null"),
        Just("0"),
        Just(" "),
        Just("a"),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// A name that a file can have.
fn names() -> impl Strategy<Value = String> {
    let fits = |name: &String| !name.starts_with('.') && !name.contains(['/', '\n', '\u{202e}']);
    texts().prop_filter("no file name", fits)
}

fn host(sites: Vec<String>) -> impl Strategy<Value = Value> {
    let exporters = prop::sample::subsequence(vec!["node", "smartctl", "zfs", "postgres"], 0..=4);
    let roles = prop::sample::select(vec!["server", "workstation", "laptop", "nas", "vm"]);
    let addresses =
        prop::option::of(prop::sample::select(vec!["192.0.2.1", "2001:db8::1", "a.example.org"]));
    (
        exporters,
        prop::option::of(roles),
        prop::option::of(prop::sample::select(sites)),
        prop::option::of(texts()),
        prop::collection::vec(texts(), 0..3),
        (addresses, any::<Option<bool>>(), any::<Option<bool>>()),
    )
        .prop_map(|(exporters, role, site, interface, nics, (address, logs, on))| {
            let nics: Vec<Value> = nics.iter().map(|name| json!({ "name": name })).collect();
            json!({
                "exporters": exporters,
                "role": role,
                "site": site,
                "scrape": { "interface": interface, "address": address },
                "nics": nics,
                "logs": logs,
                "alwaysOn": on,
            })
        })
}

/// An inventory, and the names of the hosts that collect in it.
fn inventories() -> impl Strategy<Value = Value> {
    (prop::collection::vec(texts(), 1..3), texts()).prop_flat_map(|(sites, domain)| {
        let known: Map<String, Value> =
            sites.iter().map(|name| (name.clone(), json!({}))).collect();
        prop::collection::btree_map(names(), host(sites), 1..5).prop_flat_map(move |hosts| {
            let all: Vec<String> = hosts.keys().cloned().collect();
            let (sites, domain) = (known.clone(), domain.clone());
            (prop::sample::select(all.clone()), prop::sample::select(all)).prop_map(
                move |(monitor, logs)| {
                    json!({
                        "sites": sites,
                        "monitoring": { "server": monitor, "grafana": { "domain": domain } },
                        "logging": { "server": logs },
                        "hosts": hosts,
                    })
                },
            )
        })
    })
}

fn rendered(fleet: &Fleet) -> Vec<File> {
    let request = Request {
        fleet,
        inventory: "fleet.nix",
        folder: "modules/_rendered",
        secrets: &BTreeMap::new(),
        ejected: false,
        areas: &Area::ALL,
    };
    files(&request).unwrap()
}

/// What a module says, as JSON: priorities are left out, and paths are their last part.
const SAID: &str = r#"
let
  lib = {
    mkOverride = _: value: value;
    mapAttrs = builtins.mapAttrs;
  };
  plain = value:
    if builtins.isAttrs value then builtins.mapAttrs (_: plain) value
    else if builtins.isList value then map plain value
    else if builtins.isPath value then baseNameOf value
    else value;
  module = file: let found = import file; in if builtins.isAttrs found then found else found { inherit lib; config = { }; };
in
file: plain (removeAttrs (module file) [ "imports" ])
"#;

/// What all modules among the files say, by path.
fn said(files: &[File]) -> Value {
    let mut changes = BTreeMap::new();
    let mut ask = format!("let said = {SAID}; in {{\n");
    let is_nix = |file: &&File| Path::new(&file.path).extension().is_some_and(|it| it == "nix");
    for file in files.iter().filter(is_nix) {
        let path = serde_json::to_string(&file.path).unwrap().replace("${", "\\${");
        let _ = writeln!(ask, "{path} = said (./. + {});", path.replacen('"', "\"/", 1));
        let content = Change::Content(file.text.clone().into_bytes());
        changes.insert(RelPath::new(&file.path).unwrap(), content);
    }
    let name = RelPath::new("ask.nix").unwrap();
    changes.insert(name.clone(), Change::Content((ask + "}").into_bytes()));
    let tree = Tree::embedded(&[]).with_changes(changes).unwrap();
    let mut ev = Evaluator::new(Options { pure_mode: true, ..Options::default() });
    let root = ev.add_root(tree, None);
    let value = ev.import(&PathData { root, rel: name }).unwrap();
    let thunk = ev.heap.done(value);
    ev.to_json(thunk).unwrap().unwrap()
}

/// What was asked for on the left is what is said on the right.
fn holds(inventory: &Value) -> Result<(), TestCaseError> {
    let fleet = read(inventory).map_err(|problems| TestCaseError::fail(format!("{problems:?}")))?;
    let files = rendered(&fleet);
    prop_assert_eq!(&files, &rendered(&fleet), "twice the same");
    let said = said(&files);
    let server = &said["monitoring/server.nix"];
    prop_assert_eq!(
        &server["nixward"]["monitoring"]["grafana"]["domain"],
        &inventory["monitoring"]["grafana"]["domain"]
    );
    for (name, host) in inventory["hosts"].as_object().unwrap() {
        let module = &said[format!("hosts/{name}.nix")];
        let agent = &module["config"]["nixward"]["monitoring"]["agent"];
        let target = &server["nixward"]["monitoring"]["server"]["targets"][name];
        let collects = inventory["monitoring"]["server"] == *name;
        if host["exporters"].as_array().unwrap().is_empty() {
            prop_assert!(agent.is_null() && target.is_null());
        } else {
            let site = target["labels"].get("site").cloned().unwrap_or_default();
            prop_assert_eq!(&site, &host["site"]);
            if !collects && let Some(interface) = host["scrape"]["interface"].as_str() {
                prop_assert_eq!(&agent["interfaces"], &json!([interface]));
            }
            if !collects && host["scrape"]["address"].is_string() {
                prop_assert_eq!(&target["address"], &host["scrape"]["address"]);
            }
        }
        let logs = &module["config"]["nixward"]["logging"]["agent"];
        if logs.is_object() {
            prop_assert_eq!(&logs["host"], &json!(name));
            let site = logs.get("site").cloned().unwrap_or_default();
            prop_assert_eq!(&site, &host["site"]);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    // Two tests at a time: a thousand fleets in half the time.
    #[test]
    fn every_value_means_itself(inventory in inventories()) {
        holds(&inventory)?;
    }

    #[test]
    fn every_value_means_itself_once_more(inventory in inventories()) {
        holds(&inventory)?;
    }
}
