//! Golden cases of rules over evaluations, without Nix. A folder of `tests/cases/check/` is one that has
//! - `facts.json`: what `nixward facts --json` says; a fact that is left out is one of which there is
//!   nothing, and `"facts": null` a host that was not evaluated
//!   (and `closure`, its size in bytes, where it is built)
//! - `in/`: the flake
//! - `also`: other rules that run too; at will
//! - `expected.txt`: what the rules 6xx, 7xx and 8xx find, and what `--fix` would write

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use nixward::check::{self, Input, Outcome, RULES, Settings, Summaries, fix};
use nixward::flake::hosts;
use nixward::flake::inventory::file;
use nixward::flake::{open, secrets};
use nixward::model::facts::{Evaluated, Fact, FleetFacts, HostFacts, HostState};
use nixward::model::finding::Finding;
use nixward::syntax::files::Files;
use nixward::tree::Source;
use serde_json::{Value, json};

use crate::harness::{World, compare, copy_tree, repository};
use crate::nix::NixWorld;

#[test]
fn every_case_of_facts_gives_what_is_expected() {
    let cases = cases();
    let failures: Vec<String> = cases.iter().filter_map(|case| run(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(!cases.is_empty());
}

fn cases() -> Vec<PathBuf> {
    let folder = repository().join("tests/cases/check");
    let cases = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = cases.filter(|case| case.join("facts.json").is_file()).collect();
    cases.sort();
    cases
}

fn run(case: &Path) -> Result<(), String> {
    let world = World::new();
    copy_tree(&case.join("in"), &world.fleet());
    let facts: Value = serde_json::from_str(&fs::read_to_string(case.join("facts.json")).unwrap())
        .map_err(|error| format!("{}: {error}", case.display()))?;
    let also = fs::read_to_string(case.join("also")).unwrap_or_default();
    let judged = judge(&world.fleet(), &facts, &also.split_whitespace().collect::<Vec<_>>());
    compare(&case.join("expected.txt"), &judged)
}

#[test]
fn a_fact_that_is_not_known_makes_no_finding() {
    let broken =
        json!({ "error": { "kind": "evaluation", "message": "x", "at": null, "option": null } });
    for case in cases() {
        let world = World::new();
        copy_tree(&case.join("in"), &world.fleet());
        let facts: Value =
            serde_json::from_str(&fs::read_to_string(case.join("facts.json")).unwrap()).unwrap();
        let of_policies = |facts: &Value| -> BTreeSet<String> {
            let findings = look(&world.fleet(), facts, &[]).outcome.findings;
            let policies = findings.iter().filter(|it| ("NW7".."NW9").contains(&it.code));
            let each = policies.flat_map(|it| {
                it.hosts.iter().map(move |host| format!("{} {host}: {}", it.code, it.message))
            });
            each.collect()
        };
        let all = of_policies(&facts);
        let names: BTreeSet<&str> = HostFacts::NAMES.iter().copied().collect();
        let said =
            facts["hosts"].as_array().unwrap().iter().filter_map(|row| row["facts"].as_object());
        let said: BTreeSet<&String> = said.flat_map(|facts| facts.keys()).collect();
        for name in names.into_iter().filter(|name| said.contains(&(*name).to_owned())) {
            let mut facts = facts.clone();
            for row in facts["hosts"].as_array_mut().unwrap() {
                if row["facts"].is_object() {
                    row["facts"][name] = broken.clone();
                }
            }
            let left = of_policies(&facts);
            assert!(left.is_subset(&all), "{}: without {name}: {left:#?}", case.display());
        }
    }
}

/// What the rules 6xx to 8xx, and those that are named, say of a flake with these facts.
pub fn judge(folder: &Path, facts: &Value, also: &[&str]) -> String {
    let Judged { source, settings, outcome } = look(folder, facts, also);
    let mut text: String = outcome.findings.iter().map(shown).collect();
    let reasons: BTreeSet<&str> = outcome.skipped.iter().map(|it| it.why.as_str()).collect();
    for why in reasons {
        let _ = writeln!(text, "skipped: {why}");
    }
    let mended =
        fix::mend(&source.tree, &settings, today(), RULES, &outcome.findings, &[]).unwrap();
    for file in mended.files {
        let after = String::from_utf8(file.after).unwrap();
        let _ = write!(text, "--- {} as --fix writes it\n{after}", file.file);
    }
    text
}

struct Judged {
    source: Source,
    settings: Settings,
    outcome: Outcome,
}

fn today() -> Date {
    "2026-01-01".parse().unwrap()
}

fn look(folder: &Path, facts: &Value, also: &[&str]) -> Judged {
    let source = open::open(folder).unwrap();
    let files = Arc::new(Files::new(source.tree.clone()));
    let discovery = hosts::discover_in(&source, &files).unwrap();
    let inventory = file::load(&source, None).unwrap();
    let matrix = secrets::read(&source, inventory.as_ref(), None).unwrap();
    let settings = inventory.as_ref().map(|it| Settings::of(it, &source.flake_dir));
    let (settings, today) = (settings.unwrap_or_default(), today());
    let facts = fleet_facts(facts);
    let input = Input {
        files: &files,
        summaries: &Summaries::default(),
        flake_dir: &source.flake_dir,
        hosts: Some(&discovery),
        inventory: inventory.as_ref(),
        secrets: Some(&matrix),
        rotations: None,
        rendered: None,
        facts: Some(&facts),
        pinned: &nixward::flake::options::Pinned::default(),
        no_facts: "",
        settings: &settings,
        today,
    };
    let is_wanted = |code: &str| ("NW6".."NW9").contains(&code) || also.contains(&code);
    let rules: Vec<_> = RULES.iter().copied().filter(|rule| is_wanted(rule.code)).collect();
    let outcome = check::run(&input, &rules).unwrap();
    Judged { source, settings, outcome }
}

fn shown(finding: &Finding) -> String {
    let mut text = format!("{}[{}]: {}\n", finding.severity, finding.code, finding.message);
    let file = finding.file.as_deref().unwrap_or("the flake");
    let _ = match finding.range {
        Some(range) => writeln!(text, "  at {file}:{}:{}", range.line, range.column),
        None => writeln!(text, "  at {file}"),
    };
    for line in finding.whose().iter().chain(&finding.help).flat_map(|text| text.lines()) {
        let _ = writeln!(text, "  {line}");
    }
    text
}

/// The facts of a report of `nixward facts --json`, completed.
fn fleet_facts(report: &Value) -> FleetFacts {
    let hosts = report["hosts"].as_array().unwrap().iter().map(|row| {
        let name = row["host"].as_str().unwrap().to_owned();
        let state = if row["facts"].is_null() {
            HostState::Unknown(row["skipped"].as_str().unwrap().to_owned())
        } else {
            let drv_path: Option<Fact<String>> =
                serde_json::from_value(row["drv_path"].clone()).unwrap();
            HostState::Known(Box::new(Evaluated {
                host: name.clone(),
                facts: host_facts(&row["facts"]),
                drv_path,
                ms: row["ms"].as_u64().unwrap_or(0),
                peak: 0,
                notes: Vec::new(),
            }))
        };
        (name, state)
    });
    let size = |row: &Value| Some((row["host"].as_str()?.to_owned(), row["closure"].as_u64()?));
    let closures = report["hosts"].as_array().unwrap().iter().filter_map(size).collect();
    FleetFacts { hosts: hosts.collect(), closures }
}

/// Facts, with those that are left out as a host has them that says nothing.
fn host_facts(said: &Value) -> HostFacts {
    const LISTS: &[&str] =
        &["assertions", "warnings", "listening", "isolated", "specialisations", "insecurePackages"];
    let value = |name: &str| match name {
        "modules" => json!(true),
        "login" => json!({ "mutableUsers": null, "automatic": [], "elsewhere": false }),
        "boot" => json!({ "loaders": [], "esp": null }),
        name if LISTS.contains(&name) => json!([]),
        _ => Value::Null,
    };
    let complete: serde_json::Map<String, Value> = HostFacts::NAMES
        .iter()
        .map(|&name| match said.get(name) {
            Some(fact) => (name.to_owned(), fact.clone()),
            None => (name.to_owned(), json!({ "value": value(name) })),
        })
        .collect();
    serde_json::from_value(Value::Object(complete))
        .unwrap_or_else(|error| panic!("{said:#}: {error}"))
}

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  outputs = { self, nixpkgs }: {
    nixosConfigurations = nixpkgs.lib.genAttrs [ HOSTS ] (name: nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./renamed.nix ./base.nix (./. + "/${name}.nix") ];
    });
  };
}
"#;

/// An option with another name, in the words of NixOS.
const RENAMED: &str = r#"{ lib, options, config, ... }:
{
  options.services.old = lib.mkOption { default = null; };
  options.services.new.name = lib.mkOption { default = null; };
  config.warnings = lib.optional (config.services.old != null)
    "The option `services.old' defined in `${builtins.head options.services.old.files}' has been renamed to `services.new.name'.";
}
"#;

const BASE: &str = r#"{
  services.old = "x";
  fileSystems."/" = { device = "/dev/sda1"; fsType = "ext4"; };
  boot.loader.grub.device = "/dev/sda";
}
"#;

const BAD: &str = r#"{
  networking.hostName = "bad";
  networking.firewall.allowedTCPPorts = [ "80" ];
  assertions = [ { assertion = false; message = "It does not hold."; } ];
  warnings = [ "It is old." ];
  system.stateVersion = "99.05";
}
"#;

/// A host with much to say about it, in its own files and in the inventory.
const LAX: &str = r#"{
  networking.hostName = "lax";
  networking.firewall.allowedTCPPorts = [ 8080 9100 ];
  services.openssh.enable = true;
  services.openssh.settings.PasswordAuthentication = true;
  services.openssh.settings.PermitRootLogin = "no";
  services.prometheus.exporters.node.enable = true;
  boot.loader.systemd-boot.enable = true;
  users.users.bob = {
    isNormalUser = true;
    extraGroups = [ "wheel" ];
  };
  security.sudo.wheelNeedsPassword = false;
  boot.kernel.sysctl."kernel.randomize_va_space" = 0;
}
"#;

const FLEET: &str = r#"{
  release = "25.11";
  budgets.generations = 10;
  admins.ann = { };
  check.failingHosts = 0;
  hosts.bad = { };
  hosts.lax = {
    target.addresses = [ "192.0.2.1" ];
    ports = [ { port = 443; reason = "the site"; } ];
    exporters = [ "node" "zfs" ];
  };
  exemptions = [
    { code = "NW706"; host = "lax"; reason = "a lab"; until = "2026-12-31"; }
  ];
}
"#;

/// What is said of a flake with these files that real Nix has evaluated; none without Nix.
fn judge_by_nix(hosts: &[&str], files: &[(&str, &str)]) -> Option<String> {
    let nix = NixWorld::empty()?;
    let (fleet, bench) = (nix.world().fleet(), nix.beside("bench"));
    let hosts: Vec<String> = hosts.iter().map(|host| format!("\"{host}\"")).collect();
    let flake = FLAKE.replace("HOSTS", &hosts.join(" "));
    let lock = repository().join("tests/cases/check/nw410-host-name-differs/in/flake.lock");
    fs::copy(lock, fleet.join("flake.lock")).unwrap();
    for (name, text) in files.iter().chain(&[("flake.nix", flake.as_str())]) {
        fs::write(fleet.join(name), text).unwrap();
    }
    // For the files it is nixpkgs, for Nix the bench.
    let bench = format!("path:{}", bench.display());
    let output = nix.nixward(&["facts", "--json", "--override-input", "nixpkgs", &bench]);
    let report = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    Some(judge(&fleet, &report, &[]))
}

#[test]
fn what_real_nix_says_is_found_with_its_place() {
    let good = "{\n  networking.hostName = \"good\";\n}\n";
    let files =
        [("renamed.nix", RENAMED), ("base.nix", BASE), ("bad.nix", BAD), ("good.nix", good)];
    let Some(judged) = judge_by_nix(&["bad", "good"], &files) else { return };
    for expected in [
        "is not of type",
        "  at bad.nix:3:3\n  host bad\n",
        "error[NW604]: It does not hold\n  at flake.nix\n  host bad\n",
        "warning[NW605]: It is old\n",
        "warning[NW606]: `services.old` is called `services.new.name` now\n  at base.nix:2:3\n  \
         hosts bad, good\n",
        "warning[NW613]: system.stateVersion is not set and counts as 26.05\n  at flake.nix\n  host good\n",
        "warning[NW614]: system.stateVersion is 99.05, and this is NixOS 26.05\n  at bad.nix:6:3\n",
        "{\n  services.new.name = \"x\";\n",
    ] {
        assert!(judged.contains(expected), "{expected}\n{judged}");
    }
}

#[test]
fn policies_hold_of_what_real_nix_says() {
    let files = [
        ("renamed.nix", RENAMED),
        ("base.nix", BASE),
        ("bad.nix", BAD),
        ("lax.nix", LAX),
        ("fleet.nix", FLEET),
    ];
    let Some(judged) = judge_by_nix(&["bad", "lax"], &files) else { return };
    for expected in [
        "warning[NW701]: sshd takes passwords, and its port 22 is open on all interfaces\n  at lax.nix:5:3\n",
        "warning[NW704]: tcp port 8080 is open on all interfaces, and the inventory gives no reason\n  at \
         lax.nix:3:3\n",
        "warning[NW712]: `bob` is in wheel and none of the inventory's admins\n  at lax.nix:11:5\n",
        "info[NW714]: root without a password, as members of wheel: bob\n  at lax.nix:13:3\n",
        "warning[NW722]: kernel.randomize_va_space is 0",
        "error[NW723]: the inventory logs in as root",
        "info[NW724]: the fleet is on NixOS 25.11, and this is 26.05\n  at fleet.nix:2:3\n  hosts bad, lax\n",
        "warning[NW726]: the exporter `zfs` does not run\n",
        "warning[NW804]: systemd-boot of lax offers all generations, and the budget is 10\n  at lax.nix:8:3\n",
        "error[NW803]: 1 host fails, and there may be 0: bad\n",
    ] {
        assert!(judged.contains(expected), "{expected}\n{judged}");
    }
    for unexpected in
        ["NW702", "NW703", "NW706", "NW717", "port 9100 is open on all interfaces, and"]
    {
        assert!(!judged.contains(unexpected), "{unexpected}\n{judged}");
    }
}
