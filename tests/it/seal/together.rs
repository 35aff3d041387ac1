//! Many at once, and one passphrase for many files.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use super::world::{Secrets, with_path};

/// Whether it is to take long.
fn all() -> bool {
    std::env::var_os("NIXWARD_TEST_KILLS").is_some()
}

#[test]
fn edits_and_rekeys_at_the_same_time_lose_no_update() {
    let (writers, rounds) = if all() { (8, 100) } else { (4, 3) };
    let secrets = Secrets::new();
    let names: Vec<String> = (0..writers).map(|writer| format!("{writer}.age")).collect();
    let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "[ me web ]")).collect();
    secrets.rules(&rules);
    for name in &names {
        secrets.ok_with(&["secrets", "create", name, "-i", "../me"], b"0");
    }
    std::thread::scope(|scope| {
        for name in &names {
            let secrets = &secrets;
            scope.spawn(move || {
                for round in 0..rounds {
                    let value = format!("{name} {round}");
                    secrets.ok_with(&["secrets", "edit", name, "-i", "../me"], value.as_bytes());
                    // Everybody's, with values that others are changing.
                    secrets.ok(&["secrets", "rekey", "--force", "-i", "../me"]);
                    let now = secrets.ok(&["secrets", "decrypt", name, "-i", "../web"]);
                    assert_eq!(now, value, "an update is lost");
                }
            });
        }
    });
    for name in &names {
        assert_eq!(secrets.age("web", name), Some(format!("{name} {}", rounds - 1)));
    }
    assert_eq!(secrets.strays(), Vec::<String>::new());
    println!("{writers} processes, {rounds} rounds: no update lost");
}

#[test]
fn a_passphrase_is_asked_for_once() {
    let count = if all() { 200 } else { 12 };
    let secrets = Secrets::new();
    let mut keygen = with_path(secrets.world.closed("ssh-keygen"));
    keygen.args(["-q", "-p", "-N", "a passphrase", "-f", "../me"]);
    let names: Vec<String> = (0..count).map(|at| format!("{at}.age")).collect();
    let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "[ me web ]")).collect();
    secrets.rules(&rules);
    for name in &names {
        secrets.age_seal(&["me"], false, name, name.as_bytes());
    }
    assert!(keygen.status().unwrap().success());
    let said = answered(&secrets, "secrets rekey --force -i ../me", "Passphrase for");
    assert_eq!(said.matches("Passphrase for").count(), 1, "{said}");
    let last = &names[count - 1];
    assert_eq!(secrets.age("web", last), Some(last.clone()));
}

/// Runs a verb with a terminal, on which every question with this in it is answered; gives what is seen.
fn answered(secrets: &Secrets, verb: &str, question: &str) -> String {
    let command = format!("'{}' {verb}", env!("CARGO_BIN_EXE_nixward"));
    let mut script = secrets.world.closed("script");
    script.env("PATH", path_with(secrets));
    script.args(["-qec", &command, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut said = Vec::new();
    let mut part = [0; 4096];
    let mut answers = 0;
    loop {
        let read = output.read(&mut part).unwrap();
        if read == 0 {
            break;
        }
        said.extend_from_slice(&part[..read]);
        let asked = String::from_utf8_lossy(&said).matches(question).count();
        if asked > answers {
            // The terminal forgets what was typed before it stopped showing it.
            std::thread::sleep(std::time::Duration::from_millis(200));
            input.write_all(b"a passphrase\n").unwrap();
            answers = asked;
        }
    }
    drop(input);
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(child.wait().unwrap().success(), "{said}");
    said
}

/// A plugin whose files hold their key in clear, and which asks for a PIN first. It writes down when it
/// is started, and for what.
const PLUGIN: &str = r#"#!/bin/sh
echo "$1" >> LOG
listen() {
    while IFS= read -r line; do
        case $line in
        "-> done") IFS= read -r body; return ;;
        "-> "*) said=${line#-> } ;;
        *) heard "$said" "$line"; said= ;;
        esac
    done
}
answer() { IFS= read -r line; IFS= read -r body; }
case $1 in
--age-plugin=recipient-v1)
    heard() { case $1 in wrap-file-key*) key=$2 ;; esac; }
    listen
    printf -- '-> recipient-stanza 0 mock
%s
' "$key"; answer ;;
--age-plugin=identity-v1)
    files=
    heard() { case $1 in "recipient-stanza "*" mock"*) set -- $1 "$2"; files="$files $2:$4" ;; esac; }
    listen
    printf -- '-> request-secret
UElO
'; answer
    for file in $files; do
        printf -- '-> file-key %s
%s
' "${file%%:*}" "${file#*:}"; answer
    done ;;
esac
printf -- '-> done

'
"#;

#[test]
fn a_plugin_is_started_once_for_all_files_and_asks_for_its_pin_once() {
    let count = if all() { 200 } else { 12 };
    let secrets = Secrets::new();
    let log = secrets.path("../log");
    let program = secrets.world.bin().join("age-plugin-mock");
    fs::write(&program, PLUGIN.replace("LOG", log.to_str().unwrap())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(secrets.path("../mock"), "AGE-PLUGIN-MOCK-1DAHX2VAAMFZ\n").unwrap();
    let names: Vec<String> = (0..count).map(|at| format!("{at}.age")).collect();
    let rules = |keys: &str| {
        let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), keys)).collect();
        secrets.rules(&rules);
    };
    rules("[ \"age1mock1dahx23y2d3v\" ]");
    for name in &names {
        let mut create = secrets.world.command(&["secrets", "create", name, "-i", "../mock"]);
        create.env("PATH", path_with(&secrets));
        let output = super::world::feed(create, name.as_bytes());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    rules("[ \"age1mock1dahx23y2d3v\" web ]");
    fs::remove_file(&log).unwrap();
    let said = answered(&secrets, "secrets rekey -i ../mock", "PIN: ");
    assert_eq!(said.matches("PIN: ").count(), 1, "{said}");
    let started = fs::read_to_string(&log).unwrap();
    assert_eq!(started, "--age-plugin=identity-v1\n");
    for name in &names {
        assert_eq!(secrets.age("web", name), Some(name.clone()));
    }
}

fn path_with(secrets: &Secrets) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(secrets.world.bin()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap()
}
