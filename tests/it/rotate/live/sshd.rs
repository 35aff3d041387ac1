//! A user's key and the host's key of sshd.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Client, Live, Running, Sshd, keygen, port, program, report, until, user, write};

fn start(live: &Live, program: PathBuf, port: u16) -> Running {
    let folder = live.path("../ssh");
    let (host_key, authorized) = (&folder.join("host"), &folder.join("authorized"));
    Sshd { program, folder: &folder, port, host_key, authorized, more: "" }.start()
}

fn login(folder: &Path, port: u16, key: &Path) -> bool {
    let mut ssh = Command::new("ssh");
    let known = format!("UserKnownHostsFile={}", folder.join("known").display());
    ssh.args(["-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", &known]);
    ssh.args([
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "ConnectionAttempts=3",
        "-p",
        &port.to_string(),
        "-i",
    ]);
    ssh.arg(key).args(["-l", &user(), "127.0.0.1", "true"]);
    ssh.output().unwrap().status.success()
}

fn prepare(live: &Live, port: u16) -> PathBuf {
    let folder = live.path("../ssh");
    std::fs::create_dir(&folder).unwrap();
    keygen(&folder.join("host"));
    keygen(&folder.join("user"));
    let public = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    write(&folder.join("authorized"), &public("user.pub"));
    // ssh would offer this one, whatever key lies beside it.
    std::fs::remove_file(folder.join("user.pub")).unwrap();
    write(&folder.join("known"), &format!("[127.0.0.1]:{port} {}", public("host.pub")));
    folder
}

#[test]
fn a_key_to_log_in_with_is_accepted_at_every_moment() {
    let (Some(sshd), Some(_)) = (program("sshd"), program("ssh")) else { return };
    let live = Live::new();
    let port = port();
    let folder = prepare(&live, port);
    let known = folder.join("known").display().to_string();
    live.0.0.rules(&[("u.age", &format!(
        "[ me ]; rotate = {{ kind = \"ssh-user\"; verifier = {{ apply = \"hooks/server\"; retire = \"hooks/server\"; }}; \
         dependents = [ {{ host = \"here\"; hook = \"hooks/client\"; }} ]; \
         verify.ssh = {{ address = \"127.0.0.1\"; port = {port}; user = {:?}; knownHosts = {known:?}; }}; keepOld = \"8s\"; }}",
        user()
    ))]);
    live.0.hook(
        "hooks/client",
        &format!(
            "#!/bin/sh\numask 077; cat <&3 > ../ssh/user.$$\nln -s user.$$ ../ssh/new && mv -T ../ssh/new ../ssh/user\n{}exit 0\n",
            super::KILL
        ),
    );
    // The public halves lie beside the secret, under other names once the new key is in its place.
    live.0.hook("hooks/server", &format!(
        "#!/bin/sh\ncase $1 in\naccept) cat u.pub u.next.pub ;;\nrevert) cat u.pub ;;\nretire) cat u.pub ;;\nesac > ../ssh/a.new\n\
         mv ../ssh/a.new ../ssh/authorized\n{}exit 0\n", super::KILL
    ));
    let key = std::fs::read(folder.join("user")).unwrap();
    live.0.0.ok_with(&["secrets", "create", "u", "-i", "../me"], &key);
    std::fs::copy(folder.join("authorized"), live.path("u.pub")).unwrap();
    // ssh reads the file twice in a login; so a key keeps its name, and a link leads to the one in use.
    std::fs::rename(folder.join("user"), folder.join("first")).unwrap();
    std::os::unix::fs::symlink("first", folder.join("user")).unwrap();
    live.0.0.world.git(&["add", "-A"]);
    let _sshd = start(&live, sshd, port);
    let ask = {
        let folder = folder.clone();
        move || login(&folder, port, &folder.join("user").canonicalize().unwrap())
    };
    until("sshd", &ask);
    let client = Client::start(ask.clone());
    live.rotate_killed("u", &["accept", "deploy", "retire"]);
    report("sshd, a user's key, killed three times", client.stop(), 0);
    assert!(ask() && !login(&folder, port, &folder.join("first")), "the old key is refused");
}

#[test]
fn a_host_key_changes_before_the_eyes_of_its_clients() {
    let (Some(sshd), Some(_)) = (program("sshd"), program("ssh-keyscan")) else { return };
    let live = Live::new();
    let port = port();
    let folder = prepare(&live, port);
    let rules = |keys: &str| {
        live.0.0.rules(&[
            ("b.age", keys),
            ("h.age", &format!(
                "[ me ]; rotate = {{ kind = \"ssh-host\"; verifier = {{ apply = \"hooks/known\"; retire = \"hooks/known\"; }}; \
                 dependents = [ {{ host = \"here\"; hook = \"hooks/host\"; }} ]; \
                 verify.sshHost = {{ address = \"127.0.0.1\"; port = {port}; }}; keepOld = \"1s\"; }}"
            )),
        ]);
    };
    live.0.hook("hooks/known", &format!(
        "#!/bin/sh\nline() {{ while read -r key; do echo \"[127.0.0.1]:{port} $key\"; done; }}\n\
         case $1 in\naccept) cat h.pub h.next.pub | line ;;\n*) line < h.pub ;;\nesac > ../ssh/k.new\n\
         mv ../ssh/k.new ../ssh/known\n{}exit 0\n", super::KILL
    ));
    live.0.hook("hooks/host", &format!(
        "#!/bin/sh\numask 077; cat <&3 > ../ssh/h.new && mv ../ssh/h.new ../ssh/host\nkill -HUP \"$(cat ../ssh/pid)\"\n{}exit 0\n",
        super::KILL
    ));
    std::fs::copy(folder.join("host.pub"), live.path("h.pub")).unwrap();
    rules("[ me (builtins.readFile ./h.pub) ]");
    let key = std::fs::read(folder.join("host")).unwrap();
    live.0.0.ok_with(&["secrets", "create", "h", "-i", "../me"], &key);
    live.0.0.ok_with(&["secrets", "create", "b", "-i", "../me"], b"the host's");
    live.0.0.world.git(&["add", "-A"]);
    let _sshd = start(&live, sshd, port);
    let ask = {
        let folder = folder.clone();
        move || login(&folder, port, &folder.join("user"))
    };
    until("sshd", &ask);
    let client = Client::start(ask.clone());
    live.run(&["secrets", "rotate", "h"], 6);
    live.0.0.world.git(&["add", "-A"]);
    rules("[ me (builtins.readFile ./h.pub) (builtins.readFile ./h.next.pub) ]");
    live.run(&["secrets", "rekey"], 0);
    live.run(&["secrets", "rotate", "--continue"], 6);
    rules("[ me (builtins.readFile ./h.pub) ]");
    live.run(&["secrets", "rekey"], 0);
    live.rotate_killed("--continue", &["retire"]);
    report("sshd, the host's key", client.stop(), 0);
    assert!(ask());
    std::fs::copy(folder.join("host"), live.path("../now")).unwrap();
    assert_eq!(live.0.0.age("now", "b.age").as_deref(), Some("the host's"));
}
