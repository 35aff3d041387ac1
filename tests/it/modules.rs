//! The NixOS modules: what they refuse, what the host runs by them, and that they take the place of
//! agenix's.

mod users;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::repository;
use crate::nix::NixWorld;

/// What a host must not say, and the words that name it.
const MISTAKES: &[(&str, &str)] = &[
    (
        r#"{ lib, ... }: { age.secrets.a.file = "/a.age"; age.identityPaths = lib.mkForce [ ]; }"#,
        "age.identityPaths must be set",
    ),
    (
        r#"{ age.secrets.a.file = "/a.age"; age.identityPaths = [ "${builtins.storeDir}/key" ]; }"#,
        "is a private key in the Nix store",
    ),
    (
        r#"{ age.secrets.a.file = "/a.age"; fileSystems."/keep".device = "/dev/k"; age.identityPaths = [ "/keep/key" ]; }"#,
        r#"set fileSystems."/keep".neededForBoot = true"#,
    ),
    (
        r#"{ age.secrets.a = { file = "/a.age"; path = "/x"; }; age.secrets.b = { file = "/b.age"; path = "/x"; }; }"#,
        "/x is the place of more than one secret",
    ),
    (
        r#"{ config, ... }: { age.secrets.a.file = "/a.age"; age.templates.t.content = config.age.placeholder.b; }"#,
        "attribute 'b' missing",
    ),
];

/// What it may say.
const FINE: &[&str] = &[
    r#"{ age.secrets.a = { file = "/a.age"; restartUnits = [ "a.service" ]; loadCredential = [ "a" ]; }; systemd.services.a = { }; }"#,
    r#"{ age.secrets.a.file = "/a.age"; fileSystems."/keep" = { device = "/dev/k"; neededForBoot = true; }; age.identityPaths = [ "/keep/key" ]; }"#,
    r#"{ age.secrets.a.file = "/a.age"; age.sshKeyPaths = [ "/etc/ssh/key" ]; age.audit.enable = true; }"#,
    r#"{ config, ... }: { age.secrets.a.file = "/a.age"; age.templates.t.content = "a=${config.age.placeholder.a}"; }"#,
    r#"{ nixward.due = { enable = true; source = "/etc/nixos"; maxAge = "1y"; }; }"#,
];

#[test]
fn what_cannot_work_is_an_error_of_the_evaluation() {
    let Some(nix) = NixWorld::with_flake() else { return };
    nix.judges("c.system.build.toplevel.drvPath", FINE, MISTAKES);
}

#[test]
fn what_the_module_writes_the_host_installs() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let lab = nix.world().fleet().join("hosts/lab");
    let there = fs::canonicalize(nix.beside("fleet")).unwrap().with_file_name("host");
    fs::create_dir(&there).unwrap();
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(there.join("key"));
    assert!(keygen.status().unwrap().success());
    let mut seal = Command::new("age");
    seal.arg("-R").arg(there.join("key.pub")).arg("-o").arg(lab.join("a.age"));
    fs::write(there.join("value"), "the value\n").unwrap();
    assert!(seal.arg(there.join("value")).status().unwrap().success());
    fs::rename(lab.join("default.nix"), lab.join("before.nix")).unwrap();
    let module = r#"{ config, ... }: {
      imports = [ ./before.nix ];
      age = {
        identityPaths = [ "@/key" ];
        secretsDir = "@/agenix";
        secretsMountPoint = "@/agenix.d";
        secrets.a = { file = ./a.age; path = "@/etc/a"; owner = "root"; };
        templates.t.content = "a=${config.age.placeholder.a};";
      };
    }"#;
    let module = module.replace('@', there.to_str().unwrap());
    fs::write(lab.join("default.nix"), module).unwrap();
    let link = nix.beside("lab");
    let toplevel = "path:.#nixosConfigurations.lab.config.system.build.toplevel";
    nix.ok("build", &[toplevel, "--out-link", link.to_str().unwrap()]);
    let script = fs::read_to_string(link.join("activate")).unwrap();
    let lines: Vec<&str> = script.lines().filter(|line| line.contains("secrets install")).collect();
    let runs: Vec<String> = lines
        .iter()
        .map(|line| {
            let (_, arguments) = line.split_once("/bin/nixward").unwrap();
            format!("'{}' {arguments}", env!("CARGO_BIN_EXE_nixward"))
        })
        .collect();
    assert_eq!(runs.len(), 2, "opened, then given: {script}");
    let unit = link.join("etc/systemd/system/agenix-install-secrets.service");
    assert!(fs::read_to_string(unit).unwrap().contains("--unless-current --tell systemd"));
    let show = format!("cat '{0}/etc/a' '{0}/agenix/rendered/t'", there.display());
    // Telling units needs /run of the machine.
    let all = format!("{} && {} && {show}", runs[0], runs[1].replace("--tell activation", ""));
    let output = Command::new("unshare").args(["-rm", "sh", "-c", &all]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("unshare") {
        println!("skipped: no namespaces here: {said}");
        return;
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), "the value\na=the value;", "{said}");
}

/// A host whose users are made by a unit, as `systemd.sysusers` and `services.userborn` do.
const BY_UNITS: &str = r#"{ lib, ... }: {
  options.systemd.sysusers.enable = lib.mkOption { type = lib.types.bool; };
  config.systemd.sysusers.enable = true;
  config.age.secrets.a = { file = "/a.age"; owner = "ann"; };
  config.fileSystems."/keep".device = "/dev/k";
  config.age.identityPaths = [ "/keep/key" ];
}"#;

#[test]
fn where_units_make_users_units_open_secrets_before_and_give_them_afterwards() {
    let Some(nix) = NixWorld::with_flake() else { return };
    let apply = format!(
        "host: let c = (host.extendModules {{ modules = [ ({BY_UNITS}) ]; }}).config; in {{
           scripts = builtins.attrNames c.system.activationScripts;
           open = c.systemd.services.agenix-open-secrets;
           give = c.systemd.services.agenix-install-secrets;
           system = c.system.build.toplevel.drvPath;
         }}"
    );
    let found = nix.json("eval", &["--json", "path:.#nixosConfigurations.lab", "--apply", &apply]);
    let has = |unit: &str, what: &str, word: &str| {
        let list = found[unit][what].as_array().unwrap();
        list.iter().any(|one| one.as_str() == Some(word))
    };
    let scripts = found["scripts"].as_array().unwrap();
    assert!(scripts.iter().all(|name| name != "agenixInstall"), "{scripts:?}");
    for users in ["systemd-sysusers.service", "userborn.service"] {
        assert!(has("open", "before", users) && has("give", "after", users), "{found}");
    }
    assert!(has("give", "requires", "agenix-open-secrets.service"), "{found}");
    // A file system that is mounted late is waited for, and no mistake then.
    assert_eq!(found["open"]["unitConfig"]["RequiresMountsFor"][0], "/keep/key");
    let run = |unit: &str| found[unit]["serviceConfig"]["ExecStart"].as_str().unwrap().to_owned();
    assert!(run("open").ends_with("--before-users --unless-current"), "{found}");
    assert!(run("give").ends_with("--give --tell systemd"), "{found}");
}

/// What names agenix.
const AGENIX: &str = "NIXWARD_TEST_AGENIX";

/// What a variable names; none, and a word of it, where it names nothing.
fn program(variable: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from);
    if named.is_none() {
        println!("skipped: {variable} names nothing to compare with");
    }
    named
}

/// The real NixOS, and the expression that is evaluated with it.
fn real() -> Option<(PathBuf, PathBuf)> {
    let Some(nixpkgs) = std::env::var_os("NIXWARD_TEST_NIXPKGS").map(PathBuf::from) else {
        println!("skipped: NIXWARD_TEST_NIXPKGS names no nixpkgs");
        return None;
    };
    if !nixpkgs.join("nixos/lib/eval-config.nix").is_file() {
        println!("skipped: {} has no nixos", nixpkgs.display());
        return None;
    }
    Some((nixpkgs, repository().join("tests/it/modules/real.nix")))
}

/// Evaluates with a store in `folder`.
fn evaluate((nixpkgs, file): (&Path, &Path), folder: &Path, module: &str, more: &str) -> Value {
    let nix = std::env::var_os("NIXWARD_TEST_NIX").map(PathBuf::from);
    let program = nix.map_or("nix-instantiate".into(), |nix| nix.with_file_name("nix-instantiate"));
    let expression = format!(
        "import {} {{ nixpkgs = {}; module = {module}; more = {more}; }}",
        file.display(),
        nixpkgs.display()
    );
    let mut command = Command::new(program);
    command.args(["--eval", "--strict", "--json", "--expr", &expression]);
    for (name, place) in
        [("NIX_STORE_DIR", "store"), ("NIX_STATE_DIR", "var"), ("NIX_LOG_DIR", "log")]
    {
        command.env(name, folder.join(place));
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn on_a_real_nixos_it_takes_the_place_of_agenix() {
    let Some((nixpkgs, file)) = real() else { return };
    let folder = tempfile::tempdir().unwrap();
    let evaluate =
        |module: &str, more: &str| evaluate((&nixpkgs, &file), folder.path(), module, more);
    let ours = format!("(import {}).default", repository().join("modules").display());
    let extra = r#"{ config, ... }: {
      age.secrets.secret1 = { restartUnits = [ "a.service" ]; loadCredential = [ "a" ]; };
      age.templates.t.content = config.age.placeholder.secret1;
      age.audit.enable = true;
      systemd.services.a.script = "";
      nixward.due = { enable = true; source = "/etc/nixos"; };
    }"#;
    let found = evaluate(&ours, &format!("({extra})"));
    assert_eq!(found["failed"], Value::Array(Vec::new()));
    assert_eq!(found["secrets"]["monitrc"]["path"], "/etc/monitrc");
    assert_eq!(found["units"].as_array().unwrap().len(), 2, "{}", found["units"]);
    let Some(agenix) = program(AGENIX) else { return };
    let theirs = agenix.with_file_name("../modules/age.nix");
    let plain = evaluate(&ours, "{ }");
    let theirs = evaluate(theirs.to_str().unwrap(), "{ }");
    for what in ["secrets", "others", "scripts", "failed"] {
        assert_eq!(plain[what], theirs[what], "{what}");
    }
    let names = |found: &Value| -> Vec<String> {
        let names = found["options"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let missing: Vec<String> =
        names(&theirs).into_iter().filter(|name| !names(&plain).contains(name)).collect();
    assert_eq!(missing, Vec::<String>::new());
}
