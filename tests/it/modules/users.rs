//! The modules for home-manager and nix-darwin, without those: what they come to, beside agenix's where
//! `NIXWARD_TEST_AGENIX` names it, and that a user gets the secrets.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{AGENIX, program};
use crate::harness::repository;

/// What is said of secrets: by the README of agenix, and what else may be said.
const HOME: &str = r#"{ age.secrets.a.file = "/secrets/a.age";
  age.secrets.b = { file = "/secrets/b.age"; path = "$HOME/b"; mode = "0440"; symlink = false; }; }"#;
const DARWIN: &str = r#"{ age.secrets.a.file = "/secrets/a.age";
  age.secrets.b = { file = "/secrets/b.age"; path = "/etc/b"; owner = "ann"; mode = "0440"; symlink = false; }; }"#;

/// Evaluates a module with a store in `folder`; none, and a word of it, where there is no Nix.
fn evaluate(folder: &Path, module: &Path, darwin: bool, more: &str) -> Option<Value> {
    let Some(nix) = crate::nix::nix() else {
        println!("skipped: there is no `nix` on PATH");
        return None;
    };
    let lib = std::env::var_os("NIXWARD_TEST_LIB").map(Into::into);
    let lib: std::path::PathBuf = lib.unwrap_or_else(|| repository().join("tests/bench/lib"));
    let expression = format!(
        "import {} {{ lib = import {}; module = {}; darwin = {darwin}; more = {more}; }}",
        repository().join("tests/it/modules/users.nix").display(),
        lib.display(),
        module.display()
    );
    let mut command = Command::new(nix.with_file_name("nix-instantiate"));
    command.args(["--eval", "--read-write-mode", "--strict", "--json", "--expr", &expression]);
    for (name, place) in
        [("NIX_STORE_DIR", "store"), ("NIX_STATE_DIR", "var"), ("NIX_LOG_DIR", "log")]
    {
        command.env(name, folder.join(place));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn modules(name: &str) -> std::path::PathBuf {
    repository().join("modules/secrets").join(name)
}

/// Both kinds of managers, and agenix's modules for them.
const MANAGERS: &[(&str, bool, &str, &str)] = &[
    ("home.nix", false, HOME, "age-home.nix"),
    ("home.nix", true, HOME, "age-home.nix"),
    ("darwin.nix", true, DARWIN, "age.nix"),
];

#[test]
fn users_and_macs_get_what_agenix_gives_them() {
    let folder = tempfile::tempdir().unwrap();
    for (module, darwin, said, agenixs) in MANAGERS {
        let Some(ours) = evaluate(folder.path(), &modules(module), *darwin, said) else { return };
        assert_eq!(ours["failed"], Value::Array(Vec::new()));
        let none = format!("{{ imports = [ ({said}) ]; age.identityPaths = [ ]; }}");
        let wrong = evaluate(folder.path(), &modules(module), *darwin, &none).unwrap();
        assert!(wrong["failed"][0].as_str().unwrap().starts_with("age.identityPaths must be set"));
        let Some(agenix) = program(AGENIX) else { continue };
        if std::env::var_os("NIXWARD_TEST_LIB").is_none() {
            println!("skipped: agenix needs the lib of nixpkgs, and NIXWARD_TEST_LIB names none");
            continue;
        }
        let theirs = agenix.with_file_name("../modules").join(agenixs);
        let theirs = evaluate(folder.path(), &theirs, *darwin, said).unwrap();
        for what in ["secrets", "secretsDir", "secretsMountPoint", "identityPaths"] {
            assert_eq!(ours[what], theirs[what], "{module}, {what}");
        }
        for what in ["service", "agents", "daemons"] {
            let names = |found: &Value| -> Vec<String> {
                found[what].as_object().unwrap().keys().cloned().collect()
            };
            assert_eq!(names(&ours), names(&theirs), "{module}, {what}");
        }
        let launched = |found: &Value| {
            let mut agents = found["agents"].clone();
            if let Some(agent) = agents.pointer_mut("/activate-agenix/config/ProgramArguments") {
                *agent = Value::Null;
            }
            agents
        };
        assert_eq!(launched(&ours), launched(&theirs));
        assert_eq!(
            ours["daemons"].pointer("/activate-agenix/serviceConfig"),
            theirs["daemons"].pointer("/activate-agenix/serviceConfig")
        );
    }
}

#[test]
fn a_user_gets_the_secrets_where_the_shell_says() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
    let mut keygen = Command::new("ssh-keygen");
    assert!(
        keygen
            .args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(at("key"))
            .status()
            .unwrap()
            .success()
    );
    for name in ["a", "b"] {
        fs::write(at("value"), format!("value of {name}")).unwrap();
        let mut seal = Command::new("age");
        seal.arg("-R").arg(at("key.pub")).arg("-o").arg(at(&format!("{name}.age")));
        assert!(seal.arg(at("value")).status().unwrap().success());
    }
    let said = HOME.replace("/secrets", at("").to_str().unwrap().trim_end_matches('/'));
    let more = format!(
        "{{ imports = [ ({said}) ]; age.identityPaths = [ \"{}\" ]; }}",
        at("key").display()
    );
    let Some(found) = evaluate(folder.path(), &modules("home.nix"), false, &more) else { return };
    let script = found["service"]["agenix"]["Service"]["ExecStart"].as_str().unwrap();
    let text = fs::read_to_string(script).unwrap();
    let (_, arguments) = text.split_once("/bin/nixward ").unwrap();
    let text = format!("exec '{}' {arguments}", env!("CARGO_BIN_EXE_nixward"));
    for runtime in ["run one", "two"] {
        let mut shell = Command::new("sh");
        shell.args(["-c", &text]).env_clear();
        shell.env("HOME", at("home")).env("XDG_RUNTIME_DIR", at(runtime));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!(read(&at(runtime).join("agenix/a")), "value of a");
        assert_eq!(read(&at("home/b")), "value of b");
        let mode = |path: &Path| {
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions())
        };
        assert_eq!(mode(&at("home/b")) & 0o7777, 0o440);
        assert_eq!(mode(&at(runtime).join("agenix/a")) & 0o7777, 0o400);
        assert!(fs::read_link(at(runtime).join("agenix")).unwrap().starts_with(at(runtime)));
    }
}
