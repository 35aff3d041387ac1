//! Where values go in a rotation: every write of nixward and of the hooks is looked at.

use std::fs;

use super::service::{Service, all};
use crate::seal::hygiene::is_harmless;
use crate::seal::world::with_path;

/// Reads all that it is given and keeps nothing.
const HOOK: &str = "#!/bin/sh\ncat <&3 > /dev/null; [ $1 = accept ] && cat <&4 > /dev/null\n\
    echo x >> ../calls; [ $(wc -l < ../calls) -lt 5 ]\n";

#[test]
fn values_reach_hooks_through_memory_alone() {
    let service = Service::new(
        "dependents = [ { host = \"web\"; hook = \"hooks/db\"; } ]; keepOld = \"0s\";",
    );
    // The fifth call is the probe with the old value, which it refuses.
    service.hook("hooks/db", HOOK);
    let log = service.0.path("../trace");
    let mut strace = with_path(service.0.world.closed("strace"));
    strace
        .args(["-f", "-qq", "-y", "-v", "-s", "1000000", "-o"])
        .arg(&log)
        .args(["-e", "trace=%process,write,writev,pwrite64,pwritev,sendto,sendmsg,splice,tee"])
        .arg(env!("CARGO_BIN_EXE_nixward"))
        .args(["secrets", "rotate", "db", "-i", "../me"]);
    let output = strace.output().expect("strace is needed by the tests");
    assert!(output.status.success(), "{}", all(&output));
    assert_eq!(service.beside("calls").lines().count(), 5);
    let trace = fs::read_to_string(log).unwrap();
    let value = service.value();
    let mut seen = 0;
    for line in trace.lines().filter(|line| line.contains(&value) || line.contains("\"first\"")) {
        seen += 1;
        assert!(is_harmless(line) || line.contains("</dev/null>"), "{line}");
    }
    assert!(seen > 4, "the trace shows how values reach hooks");
}
