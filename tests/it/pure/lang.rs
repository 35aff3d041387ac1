//! The language tests of Nix itself (`tests/functional` of its sources), where `NIXWARD_TEST_LANG`
//! names that folder.
//!
//! `parse-*` must be accepted or refused, `eval-fail-*` must fault, and `eval-okay-*` must print
//! what is expected. A test whose answer lies outside of the files is not expected to pass and
//! stands in [`OUTSIDE`] with the reason.

use std::fs;
use std::path::Path;

use nixward::pure::fault::Eval;
use nixward::pure::path::PathData;
use nixward::pure::value::Value;
use nixward::pure::{Evaluator, Limits, Options, on_deep_stack};
use nixward::tree::{RelPath, Tree};

/// What nixward cannot know without a store, the machine, or options of Nix's command line.
const OUTSIDE: &[(&str, &str)] = &[
    ("eval-fail-abs-path-fatal", LINT),
    ("eval-fail-home-path-fatal", LINT),
    ("eval-fail-short-path-literal", LINT),
    ("eval-fail-url-literal", LINT),
    ("eval-fail-addDrvOutputDependencies-multi-elem-context", STORE),
    ("eval-fail-addDrvOutputDependencies-wrong-element-kind", STORE),
    ("eval-fail-derivation-name", STORE),
    ("eval-fail-fetchTree-negative", NETWORK),
    ("eval-fail-fetchTree-relative-path", NETWORK),
    ("eval-fail-fetchurl-baseName", NETWORK),
    ("eval-fail-fetchurl-baseName-attrs", NETWORK),
    ("eval-fail-fetchurl-baseName-attrs-name", NETWORK),
    ("eval-fail-fromTOML-timestamps", FEATURE),
    ("eval-fail-readDir-nonexistent-1", MACHINE),
    ("eval-okay-context", STORE),
    ("eval-okay-context-introspection", STORE),
    ("eval-okay-derivation-legacy", STORE),
    ("eval-okay-eq-derivations", STORE),
    ("eval-okay-fromTOML-timestamps", FEATURE),
    ("eval-okay-getenv", MACHINE),
    ("eval-okay-home-path-warn", MACHINE),
    ("eval-okay-path", STORE),
    ("eval-okay-path-string-interpolation", MACHINE),
    ("eval-okay-pathexists", MACHINE),
    ("eval-okay-redefine-builtin", MACHINE),
    ("eval-okay-search-path", MACHINE),
];

const STORE: &str = "makes derivations or copies to the store";
const NETWORK: &str = "asks a fetcher";
const MACHINE: &str = "asks for files, the environment or NIX_PATH outside of the source";
const FEATURE: &str = "depends on an experimental feature";
const LINT: &str = "an option turns a lint of Nix's into an error";

#[test]
fn language_tests_of_nix() {
    let Some(folder) = std::env::var_os("NIXWARD_TEST_LANG") else {
        println!("skipped: NIXWARD_TEST_LANG is not set");
        return;
    };
    let folder = Path::new(&folder);
    let mut names: Vec<String> = fs::read_dir(folder.join("lang"))
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().to_str()?.strip_suffix(".nix").map(Into::into)
        })
        .filter(|name: &String| ["parse-", "eval-"].iter().any(|kind| name.starts_with(kind)))
        .collect();
    // Nix itself does not run the disabled ones.
    names.retain(|name| !folder.join("lang").join(format!("{name}.exp-disabled")).exists());
    names.sort();
    let mut failures = Vec::new();
    let mut outside = 0;
    for name in &names {
        let result = on_deep_stack(|| check(folder, name)).unwrap();
        match (result, OUTSIDE.iter().find(|entry| entry.0 == name)) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => failures.push(format!("{name}: passes, take it out of OUTSIDE")),
            // What is not known must be said to be so, not answered wrongly.
            (Err(error), Some((name, why))) if *why == LINT || error.contains("«unknown»") => {
                println!("{name}: {why}");
                outside += 1;
            }
            (Err(error), _) => failures.push(format!("{name}: {error}")),
        }
    }
    let (all, bad) = (names.len(), failures.len());
    println!("{} of {all} pass, {outside} need what is outside", all - bad - outside);
    assert!(bad == 0, "{bad} of {all}:\n{}", failures.join("\n"));
}

fn check(folder: &Path, name: &str) -> Result<(), String> {
    let file = folder.join("lang").join(name);
    let source = fs::read(file.with_extension("nix")).unwrap();
    if let Some(kind) = name.strip_prefix("parse-") {
        let problems = nixward::syntax::parse(&source).problems;
        return match (kind.starts_with("okay"), problems.first()) {
            (true, Some(problem)) => Err(format!("is refused: {}", problem.message)),
            (false, None) => Err("is accepted".to_owned()),
            _ => Ok(()),
        };
    }
    let limits = Limits { steps: 20_000_000, ..Limits::default() };
    let mut ev = Evaluator::new(Options { limits, ..Options::default() });
    let root = ev.add_root(Tree::folder(folder).unwrap(), Some("/pwd".to_owned()));
    let path = PathData { root, rel: RelPath::new(&format!("lang/{name}.nix")).unwrap() };
    let xml = fs::read(file.with_extension("exp.xml")).ok();
    let flags = fs::read_to_string(file.with_extension("flags")).unwrap_or_default();
    let printed = value(&mut ev, &path, &flags).and_then(|value| {
        let thunk = ev.heap.done(value);
        if xml.is_none() {
            return ev.print(thunk);
        }
        let text =
            ev.eval_text(path, b"builtins.toXML").and_then(|to_xml| ev.call(to_xml, thunk))?;
        Ok(ev.text(text).unwrap_or_default().into_bytes())
    });
    match printed {
        Err(_) if name.starts_with("eval-fail") => Ok(()),
        Err(fault) => Err(format!("faults: {}", fault.message)),
        Ok(printed) if name.starts_with("eval-fail") => {
            Err(format!("gives {}", String::from_utf8_lossy(&printed)))
        }
        Ok(printed) => {
            let expected = xml.or_else(|| fs::read(file.with_extension("exp")).ok());
            let expected = expected.unwrap_or_default();
            if printed.trim_ascii_end() == expected.trim_ascii_end() {
                return Ok(());
            }
            let expected = String::from_utf8_lossy(&expected).into_owned();
            Err(format!("gives\n  {}\n  {expected}", String::from_utf8_lossy(&printed)))
        }
    }
}

/// The file's value; `--arg` and `-A` do what they do in Nix.
fn value(ev: &mut Evaluator, path: &PathData, flags: &str) -> Eval<Value> {
    let words: Vec<&str> = flags.split_whitespace().collect();
    let (mut args, mut attr) = (String::new(), String::new());
    for (at, word) in words.iter().enumerate() {
        match *word {
            "--arg" => args.push_str(&[words[at + 1], " = ", words[at + 2], "; "].concat()),
            "--argstr" => args.push_str(&[words[at + 1], " = \"", words[at + 2], "\"; "].concat()),
            "-A" => attr = format!(".{}", words[at + 1]),
            _ => {}
        }
    }
    if args.is_empty() && attr.is_empty() {
        return ev.import(path);
    }
    let beside = PathData { root: path.root, rel: RelPath::new("called-from").unwrap() };
    let program = format!(
        "let args = {{ {args} }}; call = f: if builtins.isFunction f \
         then f (builtins.intersectAttrs (builtins.functionArgs f) args) else f; \
         in call ((call (import {})){attr})",
        format_args!("/pwd/{}", path.rel)
    );
    ev.eval_text(beside, program.as_bytes())
}
