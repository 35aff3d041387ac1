//! The library of nixpkgs, run by nixward, where `NIXWARD_TEST_LIB` names the folder `lib` of a
//! nixpkgs (or of nix-community/nixpkgs.lib).

use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::pure::path::PathData;
use nixward::pure::{Evaluator, Options, on_deep_stack};
use nixward::tree::{RelPath, Tree};

/// Tests of the library that make derivations, copy to the store, or ask for files of the machine:
/// their outcome is not known here, and must not be said to be.
const OUTSIDE: &[&str] = &[
    "testFilesystemResolveDefaultNixNonExistent",
    "testFilesystemResolveDefaultNixNonExistentDir",
    "testHasInfixDerivation",
    "testHasInfixPath",
    "testHasInfixPathStoreDir",
    "testIsStorePath",
    "testOptionalDrvAttr",
    "testSplitStringsDerivation",
];

/// The kinds of all values down to the functions of each part. The lists of people are files that
/// nixpkgs.lib leaves out, and `inNixShell` asks the environment.
const KINDS: &str = r#"
let
  without = removeAttrs (import ./lib) [ "maintainers" "teams" "inNixShell" ];
  lib = without // { trivial = removeAttrs without.trivial [ "inNixShell" ]; };
  kinds = depth: value:
    let found = builtins.tryEval value; in
    if !found.success then "throws"
    else if builtins.isAttrs found.value && depth > 0 then builtins.mapAttrs (_: kinds (depth - 1)) found.value
    else builtins.typeOf found.value;
in kinds 2 lib
"#;

#[test]
fn the_library_of_nixpkgs_passes_its_own_tests() {
    let Some(folder) = folder() else { return };
    assert_eq!(print(&folder, "import ./lib/tests/systems.nix"), "[ ]");
    // What fails is a list; what may fail is in it perhaps.
    let failing = "map (test: test.name) (import ./lib/tests/misc.nix)";
    let listed: Vec<String> = OUTSIDE.iter().map(|name| format!("\"{name}\"«maybe»")).collect();
    assert_eq!(print(&folder, failing), format!("[ {} ]", listed.join(" ")));
}

#[test]
fn all_of_the_library_of_nixpkgs_loads() {
    let Some(folder) = folder() else { return };
    let ours = print(&folder, KINDS);
    assert!(!ours.contains("«unknown»"), "{ours}");
    let Some(nix) = crate::nix::nix() else {
        println!("not compared: there is no `nix` on PATH");
        return;
    };
    let mut program = tempfile::NamedTempFile::new_in(&folder).unwrap();
    std::io::Write::write_all(&mut program, KINDS.as_bytes()).unwrap();
    let output = Command::new(nix)
        .args(["--extra-experimental-features", "nix-command", "eval", "--impure", "--file"])
        .arg(program.path())
        .output()
        .unwrap();
    assert_eq!(ours, String::from_utf8(output.stdout).unwrap().trim());
}

fn folder() -> Option<PathBuf> {
    let lib = std::env::var_os("NIXWARD_TEST_LIB").map(PathBuf::from);
    let folder = lib.map(|lib| lib.parent().unwrap().to_path_buf());
    if folder.is_none() {
        println!("skipped: NIXWARD_TEST_LIB is not set");
    }
    folder
}

fn print(folder: &Path, text: &str) -> String {
    let printed = on_deep_stack(|| {
        // The last of the library's own version checks asks for it.
        let options = Options { nix_version: Some("2.34.8".to_owned()), ..Options::default() };
        let mut ev = Evaluator::new(options);
        let shown = folder.to_str().map(str::to_owned);
        let root = ev.add_root(Tree::folder(folder).unwrap(), shown);
        let path = PathData { root, rel: RelPath::new("test.nix").unwrap() };
        let value = ev.eval_text(path, text.as_bytes())?;
        let thunk = ev.heap.done(value);
        ev.print(thunk)
    });
    match printed.unwrap() {
        Ok(bytes) => String::from_utf8(bytes).unwrap(),
        Err(fault) => format!("error: {}", fault.message),
    }
}
