//! What is known of options, tried through the command line.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::harness::{World, repository};
use crate::nix::NixWorld;

/// The paths of the built-in table with what is said of each.
fn rows() -> Vec<(String, String)> {
    let text = fs::read_to_string(repository().join("src/flake/options/nixos.tsv")).unwrap();
    let mut way: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("source\t"))
    {
        let depth = line.len() - line.trim_start().len();
        let mut columns = line.trim_start().split('\t');
        way.truncate(depth);
        way.push(columns.next().unwrap());
        let said = columns.next().unwrap_or_default();
        if !said.is_empty() {
            rows.push((way.join("."), said.to_owned()));
        }
    }
    rows
}

#[test]
fn every_rename_and_removal_is_found_where_it_stands() {
    let world = World::new();
    let is_gone = |said: &str| said.starts_with(['-', '~']) || said.starts_with("x ");
    let gone: Vec<String> =
        rows().into_iter().filter(|(_, said)| is_gone(said)).map(|(path, _)| path).collect();
    assert!(gone.len() >= 92, "62 renames and 30 removals were gathered: {}", gone.len());
    let lines = gone.iter().map(|path| format!("  {} = x;\n", path.replace("<name>", "any")));
    fs::write(
        world.fleet().join("all.nix"),
        format!("{{ x }}: {{\n{}}}\n", lines.collect::<String>()),
    )
    .unwrap();
    let output = world.nixward(&["options", "check", "--json", "all.nix"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    for (line, path) in (2..).zip(&gone) {
        let shown = path.replace("<name>", "any");
        let is_it = |finding: &&Value| {
            finding["line"] == line && finding["message"].as_str().unwrap().contains(&shown)
        };
        assert_eq!(findings.iter().filter(is_it).count(), 1, "{path} in line {line}");
    }
    assert_eq!(findings.len(), gone.len());
    println!("{} of {} old names are reported at their line", findings.len(), gone.len());
}

/// A flake that pins this nixpkgs, and a Nix to ask it with.
fn pinned(nixpkgs: Option<&str>) -> Option<NixWorld> {
    let nix = NixWorld::empty()?;
    let bench = nix.beside("bench").display().to_string();
    let flake = format!(
        "{{\n  inputs.nixpkgs.url = \"path:{}\";\n  outputs = _: {{ }};\n}}\n",
        nixpkgs.unwrap_or(&bench)
    );
    fs::write(nix.world().fleet().join("flake.nix"), flake).unwrap();
    nix.lock();
    Some(nix)
}

fn report(nix: &NixWorld, args: &[&str], code: i32) -> Value {
    let output = nix.nixward(&[&["options"], args, &["--json"]].concat());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{args:?}: {error}"))
}

const MODULE: &str = "\
{ lib, ... }:
{
  services.openssh.enabel = true;
  services.openssh.enable = \"yes\";
  networking.firewall.allowedTCPPorts = lib.mkForce [ 22 80 ];
  networking.firewall.interfaces.lan.allowedTCPPort = [ 22 ];
  networking.hostName = \"web\";
}
";

#[test]
fn a_table_of_ones_own_nixpkgs_tells_what_there_is_not() {
    let Some(nix) = pinned(None) else { return };
    let fleet = nix.world().fleet();
    fs::write(fleet.join("web.nix"), MODULE).unwrap();
    let before = report(&nix, &["check", "web.nix"], 1);
    assert_eq!(before["own_table"], false);
    let made = report(&nix, &["update"], 0);
    assert!(made["options"].as_u64().unwrap() > 200 && made["kept"] == true, "{made}");

    let after = report(&nix, &["check", "web.nix"], 1);
    assert_eq!(after["own_table"], true);
    let lines: Vec<_> =
        after["findings"].as_array().unwrap().iter().map(|it| &it["line"]).collect();
    assert_eq!(lines, [3, 4, 6], "{after:#}");
    assert!(after["findings"][0]["help"].as_str().unwrap().contains("services.openssh.enable"));
    let shown = report(&nix, &["show", "networking.firewall.interfaces.lan.allowedTCPPorts"], 0);
    assert!(shown["type"].as_str().unwrap().starts_with("listOf"), "{shown}");
    assert_eq!(report(&nix, &["show", "services.openssh.enabel"], 3)["state"], "missing");

    // It can be committed, and then nobody needs a cache.
    report(&nix, &["update", "--no-cache", "--write", "nixward.options.tsv"], 0);
    let committed = report(&nix, &["check", "--no-cache", "web.nix"], 1);
    assert_eq!(committed["own_table"], true);
    // It is of that nixpkgs and of no other.
    fs::write(nix.beside("bench").join("changed"), "").unwrap();
    fs::remove_file(fleet.join("flake.lock")).unwrap();
    nix.lock();
    assert_eq!(report(&nix, &["check", "web.nix"], 1)["own_table"], false);
}

#[test]
fn the_options_of_a_real_nixos_are_learnt() {
    let Some(nixpkgs) = std::env::var_os("NIXWARD_TEST_NIXPKGS") else {
        println!("skipped: NIXWARD_TEST_NIXPKGS names no nixpkgs");
        return;
    };
    let Some(nix) = pinned(nixpkgs.to_str()) else { return };
    fs::write(nix.world().fleet().join("web.nix"), MODULE).unwrap();
    let started = std::time::Instant::now();
    let made = report(&nix, &["update"], 0);
    let options = made["options"].as_u64().unwrap();
    println!("{options} options in {} s, {} bytes", started.elapsed().as_secs(), made["bytes"]);
    assert!(options > 8_000);
    let findings = report(&nix, &["check", "web.nix"], 1);
    let lines: Vec<_> =
        findings["findings"].as_array().unwrap().iter().map(|it| &it["line"]).collect();
    assert_eq!(lines, [3, 4, 6], "{findings:#}");
}

/// Every Nix file below a folder of this repository.
fn nix_files(folder: &str) -> Vec<PathBuf> {
    let below = crate::harness::files(&repository().join(folder));
    let mut files: Vec<_> =
        below.into_keys().filter(|path| path.extension().is_some_and(|it| it == "nix")).collect();
    files.sort();
    files.into_iter().map(|path| std::path::Path::new(folder).join(path)).collect()
}

/// Files that are no modules of NixOS: those of nix-darwin and Home Manager set options of theirs.
const NOT_OF_NIXOS: &[&str] = &["flake.nix", "fleet.nix", "secrets.nix", "darwin.nix", "home.nix"];

#[test]
fn every_option_that_our_modules_set_has_a_source() {
    use nixward::flake::options::{Answer, OptionPath, Table, declared_by};
    use nixward::flake::written::definitions_of;
    let table = Table::built_in();
    // What templates come to lies rendered among the modules and in the cases of their verbs.
    let is_module = |file: &PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| !NOT_OF_NIXOS.contains(&name))
            && !file.components().any(|part| part.as_os_str() == "in")
    };
    let folders = ["modules", "tests/cases/init", "tests/cases/render"];
    let files: Vec<PathBuf> = folders.into_iter().flat_map(nix_files).filter(is_module).collect();
    let read = |file: &PathBuf| {
        let text = fs::read(repository().join(file)).unwrap();
        let hir = nixward::syntax::parse(&text);
        (text, hir)
    };
    let own: Vec<Vec<String>> = files.iter().flat_map(|file| declared_by(&read(file).1)).collect();
    let (mut known, mut missing) = (0, std::collections::BTreeSet::new());
    for file in &files {
        let (text, hir) = read(file);
        for defined in definitions_of(&text, &hir) {
            let name = |id| String::from_utf8_lossy(hir.name(id)).into_owned();
            let path: Vec<String> = defined.path.into_iter().map(name).collect();
            let is_own = own.iter().any(|own| own.iter().zip(&path).all(|(a, b)| a == b));
            match table.look(&path) {
                _ if is_own => {}
                Answer::Row(row) => {
                    assert!(
                        row.is_declared(),
                        "{}: {} is an old name",
                        file.display(),
                        OptionPath(path)
                    );
                    assert!(table.sources_of(row).next().is_some());
                    known += 1;
                }
                Answer::Inside(_) | Answer::Namespace => {}
                Answer::Missing | Answer::NotCovered => {
                    missing.insert(OptionPath(path).to_string());
                }
            }
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    println!("{known} definitions in {} modules have a source", files.len());
    assert!(missing.is_empty(), "these have no row in nixos.tsv:\n{}", missing.join("\n"));
}
