//! Many at once, and one passphrase for many files.

use std::io::{Read, Write};
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
    let command = format!("'{}' secrets rekey --force -i ../me", env!("CARGO_BIN_EXE_nixward"));
    let mut script = with_path(secrets.world.closed("script"));
    script.args(["-qec", &command, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = script.spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut said = Vec::new();
    let mut part = [0; 4096];
    let mut answered = 0;
    loop {
        let read = output.read(&mut part).unwrap();
        if read == 0 {
            break;
        }
        said.extend_from_slice(&part[..read]);
        let asked = String::from_utf8_lossy(&said).matches("Passphrase for").count();
        if asked > answered {
            // The terminal forgets what was typed before it stopped showing it.
            std::thread::sleep(std::time::Duration::from_millis(200));
            input.write_all(b"a passphrase\n").unwrap();
            answered = asked;
        }
    }
    drop(input);
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(child.wait().unwrap().success(), "{said}");
    assert_eq!(answered, 1, "{said}");
    let last = &names[count - 1];
    assert_eq!(secrets.age("web", last), Some(last.clone()));
}
