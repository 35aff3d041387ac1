//! A machine that fails in the middle of a rotation: whichever call fails how, whoever uses the value is
//! not refused, the run says so, and the next one ends with one value.
//!
//! A sample of the calls; `NIXWARD_TEST_KILLS=all` tries every one, with every error.

use std::fs;
use std::process::Output;

use super::service::{Service, all};
use crate::seal::kill;
use crate::seal::world::with_path;

/// Calls that change files, and how they can fail.
const CALLS: &[(&str, &[&str])] = &[
    ("openat", &["ENOSPC", "EACCES", "EMFILE"]),
    ("write", &["ENOSPC", "EIO", "EDQUOT"]),
    ("fsync", &["EIO", "ENOSPC"]),
    ("rename", &["EIO", "ENOSPC", "EACCES"]),
    ("unlink", &["EIO", "EROFS"]),
    ("fchmod", &["EPERM", "EIO"]),
];

/// As many faults as are tried of each call, unless all are.
const SAMPLE: usize = 3;

#[test]
fn a_failing_disk_costs_no_value() {
    let service = Service::new(
        "dependents = [ { host = \"web\"; hook = \"hooks/db\"; } ]; keepOld = \"0s\";",
    );
    let (mut tried, mut failed) = (0, 0);
    for (call, errors) in CALLS {
        let log = service.0.path("../trace");
        let output =
            strace(&service, &["-e", &format!("trace={call}"), "-o", log.to_str().unwrap()]);
        assert!(output.status.success(), "{}", all(&output));
        let text = fs::read_to_string(log).unwrap();
        let count = text.lines().filter(|line| line.starts_with(call)).count();
        let step = if kill::all() { 1 } else { (count / SAMPLE).max(1) };
        for at in (1..=count).step_by(step) {
            for error in errors.iter().take(if kill::all() { errors.len() } else { 1 }) {
                let inject = format!("inject={call}:error={error}:when={at}");
                let output = strace(&service, &["-o", "/dev/null", "-e", &inject]);
                let when = format!("{call} {at} {error}: {}", all(&output));
                tried += 1;
                service.works(&when);
                if !output.status.success() {
                    failed += 1;
                    says_why(&output, &when);
                }
                // One that goes back to the old value ends with an error.
                service.rotate(&["--continue"]);
                service.is_at_rest(&when);
            }
        }
    }
    println!("rotate: {tried} faults, {failed} of which ended the run; nobody was refused");
    assert!(failed > 0, "no fault had any effect");
}

fn says_why(output: &Output, when: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code != 101), "{when}");
    let texts = ["error: ", "failed: ", "error while loading shared libraries"];
    assert!(texts.iter().any(|text| said.contains(text)), "{when}");
}

/// A rotation whose system calls are looked at, those of hooks not.
fn strace(service: &Service, options: &[&str]) -> Output {
    let mut strace = with_path(service.0.world.closed("strace"));
    strace.arg("-qq").args(options).arg(env!("CARGO_BIN_EXE_nixward"));
    strace
        .args(["secrets", "rotate", "db", "-i", "../me"])
        .output()
        .expect("strace is needed by the tests")
}
