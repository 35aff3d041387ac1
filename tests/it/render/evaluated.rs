//! The modules, evaluated by Nix: with the stand-in, with the module system of nixpkgs
//! (`NIXWARD_TEST_LIB`), and on a real NixOS (`NIXWARD_TEST_NIXPKGS`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nixward::flake::inventory::read;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::harness::{World, compare, copy_tree, repository};
use crate::nix::NixWorld;

/// Random fleets of which each host is evaluated.
const SAMPLE: usize = 24;

/// What a host must not say, and the words that name it.
const MISTAKES: &[(&str, &str)] = &[
    (
        r#"{ nixward.monitoring.server = { enable = true; targets.a = { address = "a"; exporters = [ "strange" ]; }; }; }"#,
        "the port of a.strange is not known",
    ),
    (
        r#"{ nixward.monitoring.server = { enable = true; blackbox.configFile = "/b.yml"; }; services.prometheus.port = 9115; }"#,
        "Prometheus and the blackbox exporter have the same port",
    ),
    (
        r#"{ nixward.monitoring.server = { enable = true; probes.a = { target = "https://a"; module = "http"; }; }; }"#,
        "needs nixward.monitoring.server.blackbox.configFile",
    ),
    (
        r#"{ lib, ... }: { nixward.monitoring.agent.interfaces = [ "ve-+" ]; }"#,
        "nftables knows no interface by the pattern of iptables",
    ),
    (
        r#"{ nixward.logging.server = { enable = true; retention = "30d"; }; }"#,
        "is not a whole number of hours",
    ),
    (r#"{ nixward.logging.agent.url = "logs.example.org"; }"#, "must be a whole URL"),
];

/// What a host may say: its own word wins, and what it adds is added.
const FINE: &[&str] = &[
    r#"{ nixward.monitoring.agent.exporters = [ "node" "strange" ]; }"#,
    "{ nixward.monitoring.agent.enable = false; nixward.logging.agent.enable = false; }",
    r#"{ nixward.monitoring.server = { enable = true; targets.a = { address = "a"; exporters = [ "strange" ]; ports.strange = 1; }; }; }"#,
    r#"{ nixward.logging.server = { enable = true; ruleFolder = "/rules"; alertmanagerUrl = "http://localhost:9093"; }; services.loki.configuration.server.http_listen_port = 1; }"#,
];

#[test]
fn what_cannot_work_is_an_error_of_the_evaluation() {
    let Some(nix) = NixWorld::with_flake() else { return };
    nix.judges("c.system.build.toplevel.drvPath", FINE, MISTAKES);
}

#[test]
fn what_a_host_says_itself_wins() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let apply = r#"host: let c = (host.extendModules { modules = [ {
      nixward.monitoring.agent.interfaces = [ "wg0" ];
      nixward.monitoring.server.targets.router = { address = "192.0.2.1"; };
      nixward.monitoring.server.targets.nas.address = "nas.example.org";
      services.prometheus.listenAddress = "::1";
    } ]; }).config; in {
      ports = c.networking.firewall.interfaces.wg0.allowedTCPPorts;
      home = c.systemd.services.prometheus-node-exporter.serviceConfig.ProtectHome;
      listen = c.services.prometheus.listenAddress;
      targets = builtins.concatMap (job: builtins.concatMap (s: s.targets) job.static_configs)
        (builtins.filter (job: job.job_name == "node") c.services.prometheus.scrapeConfigs);
      secret = c.services.grafana.settings.security.secret_key;
    }"#;
    let found = nix.run(
        "nixpkgs",
        "eval",
        &["--json", "path:.#nixosConfigurations.monitor", "--apply", apply],
    );
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(found["ports"], json!([9100, 9633]));
    assert_eq!(found["home"], "read-only");
    assert_eq!(found["listen"], "::1");
    let targets: Vec<&str> =
        found["targets"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(targets.contains(&"192.0.2.1:9100"), "{targets:?}");
    assert!(targets.contains(&"nas.example.org:9100"), "{targets:?}");
    assert!(targets.contains(&"192.0.2.10:9100"), "{targets:?}");
    assert_eq!(found["secret"], "$__file{/run/agenix/grafana-secret-key}");
}

/// Renders a fleet, evaluates each host of it with the given `lib` over the options of the stand-in, and
/// says what each runs.
fn evaluate(world: &World, lib: &str, hosts: &str) -> Value {
    let file = world.fleet().join("ask.nix");
    let bench = repository().join("tests/bench");
    let modules = repository().join("modules");
    let text = format!(
        r#"let
  lib = {lib};
  bench = {bench};
  pkgs = import (bench + "/pkgs") {{ lib = import (bench + "/lib"); system = "x86_64-linux"; }};
  options = map (name: bench + "/nixos/options/${{name}}") (builtins.attrNames (builtins.readDir (bench + "/nixos/options")));
  host = name: (lib.evalModules {{
    modules = options ++ [
      (bench + "/nixos/toplevel.nix")
      {{ _module.args.pkgs = pkgs; networking.hostName = "host"; boot.loader.grub.device = "nodev"; fileSystems."/".device = "/dev/x"; }}
      (import {modules}).default
      {{ age.identityPaths = [ "/key" ]; age.secrets.grafana-admin.file = "/grafana-admin.age"; }}
      {{ services.grafana.settings.security = {{ admin_password = lib.mkDefault "x"; secret_key = lib.mkDefault "x"; }}; }}
      (./modules/_rendered/hosts + "/${{name}}.nix")
    ];
  }}).config;
  said = name: let c = host name; in {{
    failed = map (it: it.message) (builtins.filter (it: !it.assertion) c.assertions);
    exporters = builtins.attrNames (lib.filterAttrs (_: it: it.enable) c.services.prometheus.exporters);
    jobs = map (it: it.job_name) c.services.prometheus.scrapeConfigs;
    loki = c.services.loki.enable;
    alloy = c.services.alloy.enable;
    ports = builtins.mapAttrs (_: it: it.allowedTCPPorts) c.networking.firewall.interfaces;
    units = builtins.attrNames c.systemd.services;
    etc = builtins.attrNames c.environment.etc;
  }};
in builtins.listToAttrs (map (name: {{ inherit name; value = said name; }}) {hosts})"#,
        bench = bench.display(),
        modules = modules.display(),
    );
    fs::write(&file, text).unwrap();
    let nix = crate::nix::nix().unwrap();
    let mut ask = Command::new(nix.with_file_name("nix-instantiate"));
    let store = world.fleet().with_file_name("nix");
    ask.args(["--eval", "--strict", "--json"]).arg(&file);
    ask.env("NIX_STORE_DIR", store.join("store")).env("NIX_STATE_DIR", store.join("var"));
    ask.env("NIX_CONFIG", "sandbox = false\nbuild-users-group =\n");
    let output = ask.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The fleet of twelve hosts that a golden case renders.
fn twelve() -> World {
    let world = World::new();
    copy_tree(&repository().join("tests/cases/render/fleet/in"), &world.fleet());
    fs::create_dir_all(world.fleet().join("hosts")).unwrap();
    fs::write(world.fleet().join("hosts/web module.nix"), "{ }\n").unwrap();
    let output = world.nixward(&["render"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    world
}

fn each_host_runs_what_the_inventory_says(lib: &str) {
    if crate::nix::nix().is_none() {
        println!("skipped: there is no `nix` on PATH");
        return;
    }
    let world = twelve();
    let found = evaluate(
        &world,
        lib,
        r#"[ "watch" "web-1" "db" "boxes" "nas" "desk" "lab" "odd name \"\${x}\"" ]"#,
    );
    for (name, host) in found.as_object().unwrap() {
        let failed: Vec<&Value> = host["failed"].as_array().unwrap().iter().collect();
        assert!(failed.is_empty(), "{name}: {failed:?}");
    }
    assert_eq!(found["nas"]["exporters"], json!(["node", "smartctl", "zfs"]));
    assert_eq!(found["nas"]["ports"]["enp3s0"], json!([12345, 9100, 9633, 9134]));
    assert_eq!(found["db"]["exporters"], json!(["node", "postgres"]));
    assert_eq!(found["desk"]["alloy"], false);
    assert_eq!(found["lab"]["alloy"], false);
    assert_eq!(found["boxes"]["alloy"], true);
    assert_eq!(found["watch"]["loki"], true);
    let jobs = found["watch"]["jobs"].as_array().unwrap();
    for job in ["node", "nginx", "postgres", "smartctl", "zfs", "alloy", "loki", "prometheus"] {
        assert!(jobs.contains(&json!(job)), "{job}: {jobs:?}");
    }
    for unit in ["nixward-textfile-boot", "nixward-textfile-system", "nixward-textfile-zpool"] {
        assert!(found["nas"]["units"].as_array().unwrap().contains(&json!(unit)), "{unit}");
    }
}

#[test]
fn twelve_hosts_evaluate_on_the_stand_in() {
    let bench = repository().join("tests/bench/lib");
    each_host_runs_what_the_inventory_says(&format!("import {}", bench.display()));
}

#[test]
fn twelve_hosts_evaluate_with_the_module_system_of_nixpkgs() {
    let Some(lib) = std::env::var_os("NIXWARD_TEST_LIB") else {
        println!("skipped: NIXWARD_TEST_LIB names no lib of nixpkgs");
        return;
    };
    each_host_runs_what_the_inventory_says(&format!("import {}", Path::new(&lib).display()));
}

#[test]
fn random_fleets_evaluate() {
    if crate::nix::nix().is_none() {
        println!("skipped: there is no `nix` on PATH");
        return;
    }
    let bench = repository().join("tests/bench/lib");
    let real = std::env::var_os("NIXWARD_TEST_LIB").map(PathBuf::from);
    let libs: Vec<PathBuf> = real.into_iter().chain([bench]).collect();
    let mut runner = TestRunner::deterministic();
    for n in 0..SAMPLE {
        let inventory = super::inventories().new_tree(&mut runner).unwrap().current();
        let world = World::new();
        let folder = world.fleet().join("modules/_rendered");
        for file in super::rendered(&read(&inventory).unwrap()) {
            let path = folder.join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text).unwrap();
        }
        let lib = format!("import {}", libs[n % libs.len()].display());
        let hosts = "(map (lib.removeSuffix \".nix\") \
                     (builtins.attrNames (builtins.readDir ./modules/_rendered/hosts)))";
        let found = evaluate(&world, &lib, hosts);
        for (name, host) in found.as_object().unwrap() {
            assert_eq!(host["failed"], json!([]), "{name} of {inventory}");
            let said = &inventory["hosts"][name];
            let exporters = &host["exporters"];
            assert!(holds_all(exporters, &said["exporters"]), "{name}: {exporters} of {inventory}");
        }
    }
}

/// Whether a list has all that another one has.
fn holds_all(list: &Value, others: &Value) -> bool {
    let list = list.as_array().unwrap();
    others.as_array().unwrap().iter().all(|other| list.contains(other))
}

#[test]
fn on_a_real_nixos_the_options_are_those_of_its_release() {
    let Some(nixpkgs) = std::env::var_os("NIXWARD_TEST_NIXPKGS") else {
        println!("skipped: NIXWARD_TEST_NIXPKGS names no nixpkgs");
        return;
    };
    let Some(nix) = crate::nix::nix() else { return };
    let world = World::new();
    let store = world.fleet().with_file_name("nix");
    let mut ask = Command::new(nix.with_file_name("nix-instantiate"));
    ask.args(["--eval", "--strict", "--json"]).arg(repository().join("tests/it/render/real.nix"));
    ask.arg("--arg").arg("nixpkgs").arg(nixpkgs).arg("--arg").arg("repository").arg(repository());
    ask.env("NIX_STORE_DIR", store.join("store")).env("NIX_STATE_DIR", store.join("var"));
    let output = ask.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["failed"], json!([]));
    assert_eq!(found["ports"], json!([3100, 9100, 9187]));
    assert_eq!(found["home"], "read-only");
    let node = found["node"].as_str().unwrap();
    assert!(node.contains("--collector.textfile.directory=/var/lib/nixward/textfile"), "{node}");
    assert!(found["prometheus"].as_str().unwrap().contains("retention.time=30d"));
    assert!(found["warnings"][0].as_str().unwrap().contains("no exporter strange"));
}

#[test]
fn what_is_ejected_needs_no_nixward() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let modules = nix.world().fleet().join("modules");
    let output = nix.nixward(&["render", "--eject"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rest = "{ default.imports = [ ./due ./secrets ]; }\n";
    fs::write(modules.join("default.nix"), rest).unwrap();
    for folder in ["monitoring", "logging"] {
        fs::remove_dir_all(modules.join(folder)).unwrap();
    }
    for host in ["monitor", "nas"] {
        let system =
            format!("path:.#nixosConfigurations.{host}.config.system.build.toplevel.drvPath");
        let found = nix.run("nixpkgs", "eval", &["--raw", &system]);
        assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    }
}

#[test]
fn the_page_of_options_is_made_from_them() {
    if crate::nix::nix().is_none() {
        println!("skipped: there is no `nix` on PATH");
        return;
    }
    let world = World::new();
    let ask = repository().join("tests/it/render/options.nix");
    let nix = crate::nix::nix().unwrap();
    let mut command = Command::new(nix.with_file_name("nix-instantiate"));
    command.args(["--eval", "--strict", "--json"]).arg(ask);
    command.args(["--arg", "repository"]).arg(repository());
    let store = world.fleet().with_file_name("nix");
    command.env("NIX_STORE_DIR", store.join("store")).env("NIX_STATE_DIR", store.join("var"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text: String = serde_json::from_slice(&output.stdout).unwrap();
    compare(&repository().join("docs/modules.md"), &text).unwrap_or_else(|why| panic!("{why}"));
}
