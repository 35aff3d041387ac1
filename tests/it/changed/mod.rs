//! `check --changed-since` with real git: what a change touches or reaches, and nothing else.

pub mod histories;

use std::collections::BTreeSet;
use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::harness::World;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb alex-TEST";

/// Two hosts with a module of their own and one in common, and two secrets. Every file has a finding.
fn fleet(folder: &str) -> World {
    let world = World::new();
    world.git(&["init", "-q", "--initial-branch=main"]);
    let host = |name: &str| {
        format!(
            "nixosConfigurations.{name} = nixpkgs.lib.nixosSystem {{ modules = [ ./hosts/{name}.nix ]; }};"
        )
    };
    let flake = format!(
        "{{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  inputs.unused.url = \"github:a/b\";\n  \
         outputs = {{ nixpkgs, ... }}: {{\n    {}\n    {}\n  }};\n}}\n",
        host("a"),
        host("b")
    );
    put(&world, &format!("{folder}flake.nix"), &flake);
    put(&world, &format!("{folder}flake.lock"), "{ \"version\": 99 }\n");
    for (name, others) in [
        ("hosts/a", "../modules/both.nix ../modules/of-a.nix ../secrets/use.nix"),
        ("hosts/b", "../modules/both.nix ../modules/of-b.nix"),
        ("modules/both", ""),
        ("modules/of-a", "./deep.nix"),
        ("modules/of-b", ""),
        ("modules/deep", ""),
        ("modules/lonely", ""),
    ] {
        put(&world, &format!("{folder}{name}.nix"), &module(others));
    }
    put(
        &world,
        &format!("{folder}secrets/use.nix"),
        "let unused = 1; in { age.secrets.one.file = ./one.age; }\n",
    );
    let rules = format!(
        "let unused = 1; in {{ \"one.age\".publicKeys = [ \"{KEY}\" ]; \"two.age\".publicKeys = [ \"{KEY}\" ]; }}\n"
    );
    put(&world, &format!("{folder}secrets/secrets.nix"), &rules);
    put(&world, &format!("{folder}secrets/one.age"), "not encrypted\n");
    put(&world, &format!("{folder}secrets/two.age"), "not encrypted\n");
    commit(&world, "first");
    world
}

fn module(imports: &str) -> String {
    format!("let unused = 1; in {{ imports = [ {imports} ]; }}\n")
}

fn put(world: &World, name: &str, text: &str) {
    let file = world.fleet().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn append(world: &World, name: &str) {
    let file = world.fleet().join(name);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text + "# changed\n").unwrap();
}

fn commit(world: &World, message: &str) {
    world.git(&["add", "-A"]);
    world.git(&["commit", "-qm", message]);
}

fn check(world: &World, args: &[&str]) -> Output {
    let mut command = world.command(&[&["check"], args].concat());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).output().unwrap()
}

fn report(world: &World, args: &[&str]) -> Value {
    let output = check(world, &[&["--json"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The files with findings, `-` for those in no file.
fn found(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|row| row["file"].as_str().unwrap_or("-").to_owned()).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

/// What has changed, and the files with findings; `lock` stands for flake.nix and flake.lock.
#[track_caller]
fn expect(world: &World, since: &str, changed: &str, files: &str) {
    let report = report(world, &["--changed-since", since]);
    assert_eq!(names(&report["changed"]["changed"]).join(" "), changed);
    let files = files.replace("lock", "flake.lock flake.nix");
    let files: BTreeSet<String> = files.split(' ').map(str::to_owned).collect();
    assert_eq!(found(&report), files);
    let around: BTreeSet<&str> = names(&report["changed"]["around"]).into_iter().collect();
    assert!(files.iter().all(|file| around.contains(file.as_str())), "{report:#}");
}

const UP_FROM_A: &str = "hosts/a.nix lock modules/of-a.nix";

#[test]
fn every_file_of_the_fleet_has_a_finding() {
    let world = fleet("");
    assert_eq!(found(&report(&world, &[])).len(), 13);
    let report = report(&world, &["--changed-since", "HEAD"]);
    assert_eq!((found(&report).len(), &report["changed"]["changed"]), (0, &Value::Array(vec![])));
}

#[test]
fn an_edit_is_reported_staged_or_not_committed_or_not() {
    let world = fleet("");
    append(&world, "modules/of-a.nix");
    let files = format!("{UP_FROM_A} modules/deep.nix");
    expect(&world, "HEAD", "modules/of-a.nix", &files);
    world.git(&["add", "-A"]);
    expect(&world, "HEAD", "modules/of-a.nix", &files);
    commit(&world, "second");
    expect(&world, "HEAD~1", "modules/of-a.nix", &files);
    expect(&world, "main~", "modules/of-a.nix", &files);
    append(&world, "modules/both.nix");
    let both = "hosts/a.nix hosts/b.nix lock modules/both.nix";
    expect(&world, "HEAD", "modules/both.nix", both);
    let all = format!("{files} hosts/b.nix modules/both.nix");
    expect(&world, "HEAD~1", "modules/both.nix modules/of-a.nix", &all);
    // Back to what it was: nothing has changed but the time.
    world.git(&["checkout", "-q", "--", "."]);
    append(&world, "modules/deep.nix");
    put(&world, "modules/deep.nix", &module(""));
    expect(&world, "HEAD~1", "modules/of-a.nix", &files);
}

#[test]
fn what_leads_nowhere_is_alone() {
    let world = fleet("");
    append(&world, "modules/lonely.nix");
    expect(&world, "HEAD", "modules/lonely.nix", "modules/lonely.nix");
}

#[test]
fn a_rename_is_both_names() {
    let world = fleet("");
    world.git(&["mv", "modules/of-a.nix", "modules/new.nix"]);
    // The host still names the old one, and what that led to is not reached any more.
    let files = "hosts/a.nix lock modules/deep.nix modules/new.nix";
    expect(&world, "HEAD", "modules/new.nix modules/of-a.nix", files);
    let codes = report(&world, &["--changed-since", "HEAD", "--only", "NW301"]);
    assert_eq!(found(&codes), BTreeSet::from(["hosts/a.nix".to_owned()]));
}

#[test]
fn a_file_that_is_gone_concerns_who_names_it() {
    let world = fleet("");
    fs::remove_file(world.fleet().join("modules/deep.nix")).unwrap();
    let codes = report(&world, &["--changed-since", "HEAD", "--only", "3xx"]);
    assert_eq!(found(&codes), BTreeSet::from(["modules/of-a.nix".to_owned()]));
    expect(&world, "HEAD", "modules/deep.nix", UP_FROM_A);
    world.git(&["rm", "-q", "--cached", "modules/deep.nix"]);
    expect(&world, "HEAD", "modules/deep.nix", UP_FROM_A);
}

#[test]
fn a_module_that_is_no_longer_imported_is_reached_by_the_change() {
    let world = fleet("");
    put(&world, "modules/of-a.nix", &module(""));
    expect(&world, "HEAD", "modules/of-a.nix", &format!("{UP_FROM_A} modules/deep.nix"));
}

#[test]
fn a_new_module_counts_once_git_knows_it() {
    let world = fleet("");
    put(&world, "modules/new.nix", &module(""));
    put(&world, "hosts/b.nix", &module("../modules/new.nix"));
    let before = "hosts/b.nix lock modules/both.nix modules/of-b.nix";
    expect(&world, "HEAD", "hosts/b.nix", before);
    world.git(&["add", "-N", "modules/new.nix"]);
    let after = format!("{before} modules/new.nix");
    expect(&world, "HEAD", "hosts/b.nix modules/new.nix", &after);
    world.git(&["checkout", "-q", "--", "hosts/b.nix"]);
    expect(&world, "HEAD", "modules/new.nix", "modules/new.nix");
}

#[test]
fn a_lock_concerns_its_flake() {
    let world = fleet("");
    put(&world, "flake.lock", "{ \"version\": 98 }\n");
    expect(&world, "HEAD", "flake.lock", "lock");
}

#[test]
fn an_inventory_concerns_its_flake_and_the_rules_about_secrets() {
    let world = fleet("");
    put(&world, "fleet.nix", "{ hosts.nobody = { }; }\n");
    world.git(&["add", "-N", "fleet.nix"]);
    let files = "fleet.nix lock secrets/one.age secrets/secrets.nix secrets/two.age";
    expect(&world, "HEAD", "fleet.nix", files);
}

#[test]
fn a_secret_concerns_its_rule_and_who_uses_it() {
    let world = fleet("");
    append(&world, "secrets/one.age");
    let files = "hosts/a.nix lock secrets/one.age secrets/secrets.nix secrets/use.nix";
    expect(&world, "HEAD", "secrets/one.age", files);
    world.git(&["checkout", "-q", "--", "."]);
    append(&world, "secrets/two.age");
    expect(&world, "HEAD", "secrets/two.age", "secrets/secrets.nix secrets/two.age");
    world.git(&["checkout", "-q", "--", "."]);
    append(&world, "secrets/secrets.nix");
    let files = "secrets/one.age secrets/secrets.nix secrets/two.age";
    expect(&world, "HEAD", "secrets/secrets.nix", files);
}

#[test]
fn it_goes_with_the_other_choices() {
    let world = fleet("");
    let written = check(&world, &["--baseline", "known.json", "--write-baseline"]);
    assert!(written.status.success(), "{written:?}");
    put(&world, "modules/of-a.nix", "{ imports = [ ./deep.nix ]; a = (1); }\n");
    put(&world, "modules/of-b.nix", "{ a = (1); }\n");
    world.git(&["add", "modules/of-b.nix"]);
    world.git(&["commit", "-qm", "b"]);
    let since = ["--changed-since", "HEAD"];
    let only = report(&world, &[&since[..], &["--only", "NW119"]].concat());
    assert_eq!(found(&only), BTreeSet::from(["modules/of-a.nix".to_owned()]));
    let new = report(&world, &[&since[..], &["--baseline", "known.json"]].concat());
    assert_eq!(found(&new), BTreeSet::from(["modules/of-a.nix".to_owned()]));
    assert_eq!(
        names(&new["known"]["stale"]),
        ["NW101 in modules/of-a.nix", "NW101 in modules/of-b.nix"]
    );

    let whole = report(&world, &since);
    let parts: Vec<Value> = (1..=3)
        .flat_map(|part| {
            let part = report(&world, &[&since[..], &["--shard", &format!("{part}/3")]].concat());
            part["findings"].as_array().unwrap().clone()
        })
        .collect();
    assert_eq!(parts.len(), whole["findings"].as_array().unwrap().len());

    let both = check(&world, &["--changed-since", "HEAD", "--baseline", "x", "--write-baseline"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn fixes_stay_in_the_set() {
    let world = fleet("");
    append(&world, "modules/of-a.nix");
    let fixed = check(&world, &["--changed-since", "HEAD", "--fix"]);
    let text = String::from_utf8_lossy(&fixed.stderr).into_owned();
    let read = |name: &str| fs::read_to_string(world.fleet().join(name)).unwrap();
    for mended in ["hosts/a.nix", "modules/of-a.nix", "modules/deep.nix"] {
        assert!(!read(mended).contains("unused"), "{mended}: {text}");
    }
    for left in ["hosts/b.nix", "modules/of-b.nix", "modules/both.nix", "modules/lonely.nix"] {
        assert!(read(left).contains("unused"), "{left}: {text}");
    }
    assert!(text.contains("1 file changed since HEAD, 5 files in all"), "{text}");
}
