//! The layer rule: who may import whom, and which outside crate belongs to whom.
//!
//! Sources are read as tokens, so comments and strings do not count.

mod paths;

use std::fs;
use std::path::Path;

use crate::harness::{repository, sources};
use paths::{Import, imports};

/// The layers, lowest first. A module imports from lower layers only.
const LAYERS: &[&[&str]] = &[
    &["error", "model"],
    &["fsx", "proc", "tree"],
    &["syntax", "pure", "nix", "ssh", "agefile", "sopsfile"],
    &["flake"],
    &["check", "secrets", "render", "image", "deploy", "status"],
    &["ui"],
    &["context", "cmd"],
    &["cli", "lib", "main"],
];

/// Within a layer: who may import whom all the same.
const SIDEWAYS: &[(&str, &str)] = &[
    ("model", "error"),
    ("tree", "fsx"),
    ("fsx", "proc"),
    ("tree", "proc"),
    ("pure", "syntax"),
    ("sopsfile", "agefile"),
    ("cmd", "context"),
    ("lib", "cli"),
];

/// The printer sees plain data alone, however high it stands.
const PRINTER: &str = "ui";

/// Outside crates and their owners; what everyone may use has none.
const OWNERS: &[(&str, &[&str])] = &[
    ("age", &["agefile", "sopsfile"]),
    ("age_core", &["agefile"]),
    ("aho_corasick", &["check"]),
    ("annotate_snippets", &["ui"]),
    ("anstream", &["ui"]),
    ("anstyle", &["ui"]),
    ("bcrypt", &["secrets"]),
    ("bech32", &["agefile"]),
    ("clap", &["cli", "cmd"]),
    ("clap_complete", &["cmd"]),
    ("clap_mangen", &["cmd"]),
    ("comfy_table", &["ui"]),
    ("command_fds", &["proc"]),
    ("crc32fast", &["check"]),
    ("curve25519_dalek", &["agefile"]),
    ("data_encoding", &["agefile", "check", "flake", "fsx", "nix", "pure", "secrets"]),
    ("gix_index", &["tree"]),
    ("hashbrown", &["syntax"]),
    ("hmac", &["agefile"]),
    ("http_body_util", &["ssh"]),
    ("hyper", &["ssh"]),
    ("hyper_util", &["ssh"]),
    ("ignore", &["tree"]),
    ("jiff", &[]),
    ("jsonc_parser", &["flake"]),
    ("line_diff", &["ui"]),
    ("md5", &["pure"]),
    ("memchr", &[]),
    ("minijinja", &["render"]),
    ("nixfmt_rs", &["render"]),
    ("notify", &["fsx"]),
    ("openssh", &["ssh"]),
    ("openssh_key", &["agefile", "secrets"]),
    ("percent_encoding", &["syntax", "ui"]),
    ("postcard", &["check", "syntax", "tree"]),
    ("promql_parser", &["render"]),
    ("quick_xml", &["ui"]),
    ("rcgen", &["secrets"]),
    ("regex", &["pure", "sopsfile"]),
    ("rand", &["agefile", "secrets"]),
    ("rayon", &["check", "secrets"]),
    ("rpassword", &["ui"]),
    ("rnix", &["syntax"]),
    ("rowan", &["syntax"]),
    ("rustc_hash", &["pure", "syntax"]),
    ("rustix", &["fsx", "proc"]),
    ("saphyr_parser", &["render", "sopsfile"]),
    ("schemars", &[]),
    ("seccompiler", &["proc"]),
    ("serde", &[]),
    ("serde_json", &[]),
    ("sha1", &["pure"]),
    ("sha2", &["agefile", "check", "flake", "fsx", "nix", "pure", "render", "secrets", "tree"]),
    ("shlex", &["proc"]),
    ("signal_hook", &["proc"]),
    ("strsim", &["flake"]),
    ("tempfile", &["fsx"]),
    ("tokio", &["ssh"]),
    ("toml", &["pure"]),
    ("tracing", &[]),
    ("tracing_subscriber", &["ui"]),
    ("unix", &["proc"]),
    ("x25519_dalek", &["secrets"]),
    ("yescrypt", &["secrets"]),
    ("zeroize", &[]),
];

#[test]
fn modules_import_from_lower_layers_only() {
    let violations: Vec<String> =
        sources("src").iter().flat_map(|(path, text)| violations(path, text)).collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn the_rule_finds_what_it_forbids() {
    let found = |path: &str, text: &str| !violations(Path::new(path), text).is_empty();
    assert!(found("model/host.rs", "use crate::ui::Ui;"), "upwards");
    assert!(
        found("check/engine.rs", "use crate::{error::Result, render};"),
        "sideways, in a group"
    );
    assert!(found("syntax/mod.rs", "fn f() { crate::pure::eval() }"), "in an expression");
    assert!(found("tree/git.rs", "use super::super::check::Rule;"), "by super");
    assert!(found("tree.rs", "mod tests { use super::super::flake; }"), "by super in a module");
    assert!(found("ui/table.rs", "use crate::tree::Tree;"), "the printer sees data only");
    assert!(found("check/engine.rs", "use rnix::Root;"), "a crate that belongs to another");
    assert!(found("check/engine.rs", "fn f() { println!(\"{}\", ::clap::crate_name!()) }"));
    assert!(found("stray/mod.rs", "use crate::error;"), "a module in no layer");

    assert!(!found("check/engine.rs", "use crate::{error::{Error, Result}, model::finding};"));
    assert!(!found("check/engine.rs", "use super::table; // not crate::render"));
    assert!(!found("ui/mod.rs", "fn f() { \"crate::check\"; }"));
    assert!(!found("pure/value.rs", "use crate::syntax::hir; mod tests { use super::*; }"));
}

#[test]
fn every_dependency_has_an_entry() {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[").find(|part| part.starts_with("dependencies]")).unwrap();
    let missing: Vec<String> = section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .filter(|name| !OWNERS.iter().any(|(owned, _)| owned == name))
        .collect();
    assert!(missing.is_empty(), "name the owner in OWNERS: {}", missing.join(", "));
}

fn violations(path: &Path, text: &str) -> Vec<String> {
    let module = top_module(path);
    imports(path, text)
        .into_iter()
        .filter_map(|import| match &import {
            Import::Module(target) => forbidden(&module, target),
            Import::Outside(name) => foreign(&module, name),
        })
        .map(|why| format!("src/{}: {why}", path.display()))
        .collect()
}

fn top_module(path: &Path) -> String {
    let first = path.iter().next().unwrap().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn forbidden(module: &str, target: &str) -> Option<String> {
    let level = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let Some(own) = level(module) else { return Some(format!("`{module}` stands in no layer")) };
    // What is no module is an item of lib.rs.
    let target = if level(target).is_some() { target } else { "lib" };
    let ceiling = if module == PRINTER { 1 } else { own };
    let allowed = target == module
        || SIDEWAYS.contains(&(module, target))
        || level(target).is_some_and(|level| level < ceiling);
    (!allowed).then(|| format!("`{module}` must not import `{target}`"))
}

fn foreign(module: &str, name: &str) -> Option<String> {
    let (_, owners) = OWNERS.iter().find(|(owned, _)| *owned == name)?;
    let allowed = owners.is_empty() || owners.contains(&module);
    (!allowed).then(|| format!("`{name}` belongs to {}", owners.join(", ")))
}
