//! The scripts that write metrics, run beside programs that answer as the real ones do.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use regex_lite::Regex;

use crate::harness::repository;

/// Runs a script of modules/monitoring/textfile as its unit does.
fn run(name: &str, bin: &Path, variables: &[(&str, &str)]) -> String {
    let script = repository().join("modules/monitoring/textfile").join(name);
    let path = std::env::var("PATH").unwrap();
    let mut shell = Command::new("/bin/sh");
    shell.arg("-e").arg(script).env("PATH", format!("{}:{path}", bin.display())).env("LC_ALL", "C");
    let output = shell.env("TZ", "UTC").envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let line =
        Regex::new(r#"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"\})? [0-9.]+)$"#)
            .unwrap();
    for written in text.lines() {
        assert!(line.is_match(written), "{name}: no metric: {written}");
    }
    text
}

fn program(bin: &Path, name: &str, script: &str) {
    let path = bin.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Whether the machine has a program; says so where it has not.
fn has(program: &str) -> bool {
    let found = Command::new("sh").arg("-c").arg(format!("command -v {program}")).output().unwrap();
    if !found.status.success() {
        println!("skipped: there is no `{program}` on PATH");
    }
    found.status.success()
}

#[test]
fn the_boot_and_its_slowest_units() {
    let bin = tempfile::tempdir().unwrap();
    let answer = r#"case "$*" in
      *'*.service'*) printf '%s\n' 'Id=fast.service' InactiveExitTimestampMonotonic=1000000 ActiveEnterTimestampMonotonic=1500000 '' \
        'Id=never.service' InactiveExitTimestampMonotonic=0 ActiveEnterTimestampMonotonic=0 '' \
        'Id=slow\x2dunit=a.service' InactiveExitTimestampMonotonic=1000000 ActiveEnterTimestampMonotonic=31500000 ;;
      *) printf '%s\n' FirmwareTimestampMonotonic=7000000 FinishTimestampMonotonic=35250000 ;;
    esac"#;
    program(bin.path(), "systemctl", answer);
    let text = run("boot.sh", bin.path(), &[]);
    let values: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        values,
        [
            "fleet_boot_duration_seconds 42.250",
            r#"fleet_unit_start_seconds{name="slow\\x2dunit=a.service"} 30.500"#,
            r#"fleet_unit_start_seconds{name="fast.service"} 0.500"#,
        ]
    );
}

#[test]
fn the_system_that_runs_and_the_store() {
    if !has("sqlite3") {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    for folder in ["nix/var/nix/profiles", "nix/var/nix/db", "run", "one", "two"] {
        fs::create_dir_all(at(folder)).unwrap();
    }
    for system in ["one", "two"] {
        fs::write(at(system).join("kernel"), "").unwrap();
        fs::write(at(system).join("nixos-version"), "26.05.20260601.0123abc").unwrap();
        let link =
            format!("nix/var/nix/profiles/system-{}-link", if system == "one" { 1 } else { 2 });
        symlink(at(system), at(&link)).unwrap();
    }
    symlink("system-2-link", at("nix/var/nix/profiles/system")).unwrap();
    symlink(at("two"), at("run/current-system")).unwrap();
    symlink(at("one"), at("run/booted-system")).unwrap();
    let made = Command::new("sqlite3")
        .arg(at("nix/var/nix/db/db.sqlite"))
        .arg("create table ValidPaths (narSize integer); insert into ValidPaths values (1000), (234);")
        .status();
    assert!(made.unwrap().success());
    let bin = tempfile::tempdir().unwrap();
    let text = run("system.sh", bin.path(), &[("NIXWARD_ROOT", root.path().to_str().unwrap())]);
    for line in [
        "fleet_system_generations 2",
        "fleet_system_current 1",
        "fleet_booted_kernel_current 0",
        r#"fleet_nixos_info{version="26.05.20260601.0123abc"} 1"#,
        r#"fleet_flake_input_last_modified_seconds{input="nixpkgs"} 1780272000"#,
        "fleet_nix_store_paths 2",
        "fleet_nix_store_bytes 1234",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
}

#[test]
fn the_last_scrub_of_each_pool() {
    let bin = tempfile::tempdir().unwrap();
    program(
        bin.path(),
        "zpool",
        r#"case "$*" in
      "list -H -o name") printf 'tank\nnew\n' ;;
      "status tank") echo "  scan: scrub repaired 0B in 01:23:45 with 0 errors on Sun Nov  1 01:47:12 2026" ;;
      *) echo "  scan: none requested" ;;
    esac"#,
    );
    let text = run("zpool.sh", bin.path(), &[]);
    assert!(text.contains("{pool=\"tank\"} 1793497632\n"), "{text}");
    assert!(text.contains("{pool=\"new\"} 0\n"), "{text}");
}

#[test]
fn secrets_that_are_due() {
    if !has("jq") {
        return;
    }
    let bin = tempfile::tempdir().unwrap();
    program(
        bin.path(),
        "nixward",
        r#"cat <<'END'
{ "secrets": [
  { "file": "secrets/a \"b\".age", "state": "due", "due": "2026-11-01" },
  { "file": "secrets/c.age", "state": "unknown", "due": null } ] }
END
exit 1"#,
    );
    let text = run("secrets.sh", bin.path(), &[("SOURCE", "/etc/nixos")]);
    for line in [
        r#"fleet_secret_due_timestamp_seconds{secret="secrets/a \"b\".age"} 1793491200"#,
        r#"fleet_secret_due{secret="secrets/a \"b\".age"} 1"#,
        r#"fleet_secret_due{secret="secrets/c.age"} 0"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
}
