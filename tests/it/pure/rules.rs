//! agenix rules files of public repositories, with the values that Nix gives them.
//!
//! `NIXWARD_TEST_CORPUS` names a folder with `secrets-nix.tsv` (a header; name, file, `value` where Nix
//! could evaluate it) and `expected/secrets/<name>.json`. A file named from no root lies in that
//! folder.

use std::path::{Path, PathBuf};

use nixward::pure::path::PathData;
use nixward::pure::{Evaluator, Options, on_deep_stack};
use nixward::tree::{self, RelPath};

#[test]
fn rules_files_say_what_nix_reads_in_them() {
    let Some(corpus) = std::env::var_os("NIXWARD_TEST_CORPUS").map(PathBuf::from) else {
        println!("skipped: NIXWARD_TEST_CORPUS names no folder of rules files");
        return;
    };
    let list = std::fs::read_to_string(corpus.join("secrets-nix.tsv")).unwrap();
    let mut differing = Vec::new();
    let (mut count, mut agree) = (0, 0);
    for line in list.lines() {
        let [name, file, "value", ..] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let expected = corpus.join(format!("expected/secrets/{name}.json"));
        let expected = std::fs::read_to_string(expected).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let ours = value_of(&corpus.join(file));
        if ours.contains("lies outside of the source") {
            println!("{file}: {ours}");
        } else if ours.parse::<serde_json::Value>().is_ok_and(|ours| ours == expected) {
            agree += 1;
        } else {
            let short = ours.chars().take(300).collect::<String>();
            differing.push(format!("{file}\n  {short}"));
        }
        count += 1;
    }
    println!("{agree} of {count} agree");
    assert!(differing.is_empty() && count > 0, "{}", differing.join("\n"));
}

fn value_of(file: &Path) -> String {
    let folder = file.parent().unwrap();
    let source = tree::discover(folder, tree::Options::default());
    let (tree, root) = match source {
        Ok(source) => {
            let root = source.tree.root_dir().unwrap().to_path_buf();
            (source.tree, root)
        }
        Err(_) => (tree::Tree::folder(folder).unwrap(), folder.to_path_buf()),
    };
    let rel = RelPath::new(file.strip_prefix(&root).unwrap().to_str().unwrap()).unwrap();
    let json = on_deep_stack(|| {
        let mut ev = Evaluator::new(Options::default());
        let root = ev.add_root(tree, root.to_str().map(str::to_owned));
        ev.import(&PathData { root, rel }).and_then(|value| {
            let thunk = ev.heap.done(value);
            Ok(ev.to_json(thunk)?.map_err(|cause| ev.cause(cause).reason.clone()))
        })
    });
    match json.unwrap() {
        Ok(Ok(json)) => json.to_string(),
        Ok(Err(cause)) => format!("unknown: {cause}"),
        Err(fault) => format!("error: {}", fault.message),
    }
}
