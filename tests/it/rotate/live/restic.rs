//! The password of a repository of restic.

use std::process::Command;

use super::{Client, Live, program, report, until};

#[test]
fn a_repository_of_restic_opens_at_every_moment() {
    let Some(restic) = program("restic") else { return };
    let live = Live::new();
    let repository = live.path("../backup").display().to_string();
    live.0.0.rules(&[("r.age", &format!(
        "[ me ]; rotate = {{ kind = \"restic\"; verifier.repository = {repository:?}; verify.restic = {repository:?}; \
         dependents = [ {{ host = \"here\"; hook = \"hooks/install\"; }} ]; keepOld = \"0s\"; }}"
    ))]);
    live.0.hook(
        "hooks/install",
        &format!("#!/bin/sh\ncat <&3 > ../pw.new && mv ../pw.new ../pw\n{}", super::KILL),
    );
    live.0.0.ok_with(&["secrets", "create", "r", "-i", "../me"], b"the first password");
    live.0.0.world.git(&["add", "-A"]);
    live.0.say("pw", "the first password");
    let password = live.path("../pw");
    let with = move |password: &std::path::Path, args: &[&str]| {
        let mut command = Command::new(&restic);
        command.args(["--quiet", "--no-cache", "--repo", &repository, "--password-file"]);
        command.arg(password).args(args).output().unwrap().status.success()
    };
    assert!(with(&password, &["init"]));
    let client = Client::start({
        let (with, password) = (with.clone(), password.clone());
        move || with(&password, &["cat", "config", "--no-lock"])
    });
    until("restic", || with(&password, &["cat", "config", "--no-lock"]));
    live.rotate_killed("r", &["deploy"]);
    report("restic", client.stop(), 0);
    assert_ne!(live.value("r.age"), "the first password");
    live.0.say("old", "the first password");
    assert!(!with(&live.path("../old"), &["cat", "config", "--no-lock"]), "the old one is refused");
    assert!(with(&password, &["cat", "config", "--no-lock"]));
}
