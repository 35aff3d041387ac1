//! Logins that share nothing, to a real sshd on the loopback.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use nixward::ssh::{Failure, Ssh, Target};
use tempfile::TempDir;

use crate::live::{Running, Sshd, keygen, port, program, user};
use crate::roles;

const WITHIN: Duration = Duration::from_secs(20);

/// A host.
struct Host {
    folder: TempDir,
    port: u16,
    sshd: Option<Running>,
}

impl Host {
    /// Starts one; none where sshd is not installed.
    fn start() -> Option<Self> {
        let program = program("sshd")?;
        let folder = tempfile::tempdir().unwrap();
        for name in ["host", "user", "other"] {
            keygen(&folder.path().join(name));
        }
        let port = port();
        let (host_key, authorized) = (&folder.path().join("host"), &folder.path().join("user.pub"));
        let sshd =
            Sshd { program, folder: folder.path(), port, host_key, authorized, more: "" }.start();
        Some(Self { folder, port, sshd: Some(sshd) })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn public(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(&format!("{name}.pub"))).unwrap()
    }

    /// The host, with a key to expect of it.
    fn target(&self, key: &str) -> Target {
        Target {
            name: "web".into(),
            addresses: vec!["127.0.0.1".into()],
            user: Some(user()),
            port: Some(self.port),
            host_key: Some(self.public(key)),
            jump: None,
        }
    }
}

/// A target that never speaks: the kernel takes the connection, and nobody answers it.
fn silent() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

fn ssh(target: Target) -> Ssh {
    Ssh::new(vec![target]).unwrap()
}

#[test]
#[ignore = "a role"]
fn logs_in_anew() {
    if !roles::is_one() {
        return;
    }
    let mut host = Host::start().unwrap();
    // The run's configuration ends in the user's, which names the key.
    std::fs::create_dir(".ssh").unwrap();
    let key = host.path("user");
    let text = format!("Host *\n  IdentityFile {}\n  IdentitiesOnly yes\n", key.display());
    std::fs::write(".ssh/config", text).unwrap();

    codes_are_told_from_broken_connections(&host);
    keys_are_strict_and_silence_is_bounded(&host);
    nix_is_given_the_same_ways(&host);
    a_login_shares_nothing(&mut host);
}

fn codes_are_told_from_broken_connections(host: &Host) {
    let ssh = ssh(host.target("host"));
    // 255 is also what ssh itself ends with.
    for code in [0, 3, 255] {
        let script = format!("echo said; echo complained >&2; exit {code}");
        let ran = ssh.fresh("web", &script, WITHIN).unwrap();
        assert_eq!((ran.code, ran.stdout.as_str()), (code, "said\n"));
        assert!(ran.stderr.contains("complained"), "{}", ran.stderr);
    }
    // $PPID is the shell that prints the trailer.
    let cut = ssh.fresh("web", "kill -9 $PPID", WITHIN);
    assert!(matches!(cut, Err(Failure::Lost(_))), "{cut:?}");
    let began = Instant::now();
    let slow = ssh.fresh("web", "sleep 60", Duration::from_secs(2));
    assert!(matches!(slow, Err(Failure::Lost(_))), "{slow:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let unknown = ssh.fresh("other", "true", WITHIN);
    assert!(matches!(unknown, Err(Failure::NoAnswer(_))), "{unknown:?}");
}

fn keys_are_strict_and_silence_is_bounded(host: &Host) {
    let wrong = ssh(host.target("other")).fresh("web", "touch ran", WITHIN);
    assert!(matches!(wrong, Err(Failure::HostKey(_))), "{wrong:?}");
    assert!(!Path::new("ran").exists());
    let (_listener, port) = silent();
    let began = Instant::now();
    let hung = ssh(Target { port: Some(port), ..host.target("host") }).fresh(
        "web",
        "true",
        Duration::from_secs(2),
    );
    assert!(matches!(hung, Err(Failure::NoAnswer(_))), "{hung:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

fn nix_is_given_the_same_ways(host: &Host) {
    let addresses = vec!["127.0.0.2".into(), "127.0.0.1".into()];
    let ssh = ssh(Target { addresses, ..host.target("host") });
    // The first address refuses, the second lets us in; a script runs once.
    ssh.fresh("web", &format!("echo x >> {}", host.path("runs").display()), WITHIN).unwrap();
    assert_eq!(std::fs::read_to_string(host.path("runs")).unwrap(), "x\n");
    let store = ssh.store("web", "127.0.0.1").unwrap();
    assert_eq!((store.as_str(), ssh.store("web", "10.0.0.1")), ("ssh-ng://nixward-0-1", None));
    let alias = store.trim_start_matches("ssh-ng://");
    let login = Command::new("sh")
        .args(["-c", "exec ssh $NIX_SSHOPTS \"$0\" exit 7", alias])
        .env("NIX_SSHOPTS", ssh.nix_options().unwrap())
        .status()
        .unwrap();
    assert_eq!(login.code(), Some(7));
}

fn a_login_shares_nothing(host: &mut Host) {
    let ssh = ssh(host.target("host"));
    let old = ssh.connect("web", WITHIN).unwrap();
    drop(host.sshd.take());
    assert_eq!(old.script("exit 0", WITHIN).unwrap().code, 0, "an old login goes on");
    let new = ssh.fresh("web", "exit 0", WITHIN);
    assert!(matches!(new, Err(Failure::NoAnswer(_))), "{new:?}");
}

#[test]
fn a_fresh_login_proves_that_a_host_lets_us_in() {
    if program("sshd").is_none() || program("ssh").is_none() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let role = roles::start("ssh::logs_in_anew", home.path(), "export HOME=\"$PWD\"; exec 2>&1");
    let output = role.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
