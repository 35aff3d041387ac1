//! A machine that fails: whichever call fails how, no file is lost and the run says so.

use std::collections::BTreeMap;
use std::fs;

use super::kill::{all, trace};
use super::world::{Secrets, feed, with_path};

/// Calls that change files, and how they can fail.
const CALLS: &[(&str, &[&str])] = &[
    ("openat", &["ENOSPC", "EACCES", "EMFILE"]),
    ("write", &["ENOSPC", "EIO", "EDQUOT"]),
    ("fsync", &["EIO", "ENOSPC"]),
    ("rename", &["EIO", "ENOSPC", "EACCES"]),
    ("renameat2", &["EIO", "ENOSPC"]),
    ("fchmod", &["EPERM", "EIO"]),
];

/// As many faults as are tried of each call, unless all are.
const SAMPLE: usize = 3;

#[test]
fn a_failing_disk_costs_no_secret() {
    let secrets = Secrets::new();
    let names: Vec<String> = (0..4).map(|at| format!("{at}.age")).collect();
    let rules = |keys: &str| {
        let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), keys)).collect();
        secrets.rules(&rules);
    };
    rules("[ me web ]");
    for name in &names {
        secrets.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    rules("[ me bob ]");
    let state: BTreeMap<&String, Vec<u8>> =
        names.iter().map(|name| (name, secrets.read(name))).collect();
    let args = ["secrets", "rekey", "-i", "../me"];
    let counts = trace(&secrets, &args, b"");
    let (mut tried, mut failed) = (0, 0);
    for (call, errors) in CALLS {
        let count = counts.get(*call).copied().unwrap_or(0);
        let step = if all() { 1 } else { (count / SAMPLE).max(1) };
        for at in (1..=count).step_by(step) {
            for error in errors.iter().take(if all() { errors.len() } else { 1 }) {
                for (name, content) in &state {
                    fs::write(secrets.path(name), content).unwrap();
                }
                let _ = fs::remove_dir_all(secrets.path(".git/nixward"));
                let mut strace = with_path(secrets.world.closed("strace"));
                let inject = format!("inject={call}:error={error}:when={at}");
                strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &inject]);
                strace.arg(env!("CARGO_BIN_EXE_nixward")).args(args).env("RAYON_NUM_THREADS", "1");
                let output = feed(strace, b"");
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                let when = format!("{call} {at} {error}: {said}");
                tried += 1;
                for name in &names {
                    let value = secrets.age("me", name);
                    assert_eq!(value.as_ref(), Some(name), "{when}");
                }
                if !output.status.success() {
                    failed += 1;
                    assert!(output.status.code().is_some_and(|code| code != 101), "{when}");
                    assert!(said.contains("error: ") || said.contains("failed: "), "{when}");
                }
                secrets.ok(&args);
                assert_eq!(secrets.strays(), Vec::<String>::new(), "{when}");
            }
        }
    }
    println!("{tried} faults, {failed} of which ended the run; no file lost");
    assert!(failed > 0, "no fault had any effect");
}

#[test]
fn a_full_file_system_keeps_what_was_there() {
    let secrets = Secrets::new();
    // 64 KiB for the repository, most of it taken.
    let script = "mount -t tmpfs -o size=64k none . && cp -r ../saved/. . && \
                  head -c 1000000 /dev/zero > fill 2>/dev/null; \
                  \"$0\" secrets rekey --force -i ../me; echo \"code $?\"; \
                  for name in a b; do age -d -i ../me $name.age; done; ls -A | grep staged";
    secrets.rules(&[("a.age", "[ me ]"), ("b.age", "[ me ]")]);
    for name in ["a", "b"] {
        secrets.ok_with(&["secrets", "create", name, "-i", "../me"], name.as_bytes());
    }
    fs::create_dir(secrets.path("../saved")).unwrap();
    for name in ["a.age", "b.age", "secrets.nix"] {
        fs::copy(secrets.path(name), secrets.path(&format!("../saved/{name}"))).unwrap();
    }
    fs::write(secrets.path("../saved/flake.nix"), "{ outputs = _: { }; }").unwrap();
    let mut unshare = with_path(secrets.world.closed("unshare"));
    // The shell goes into the new file system by its name.
    let script = script.replacen("&& cp", "&& cd \"$PWD\" && cp", 1);
    unshare.args(["-rm", "sh", "-c", &script, env!("CARGO_BIN_EXE_nixward")]);
    let output = feed(unshare, b"");
    let (said, shown) =
        (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    if said.contains("unshare") || said.contains("mount:") {
        println!("skipped: no namespaces here: {said}");
        return;
    }
    assert!(shown.contains("code 4") && shown.ends_with("ab"), "{shown} {said}");
    assert!(said.contains("No space left"), "{said}");
}
