//! Programs of the machine that tests start beside nixward, and ask.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::roles;

/// A program of the machine; none, and the word of it, where it is not installed.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let more = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path).chain(more).map(|folder| folder.join(name));
    let found = found.into_iter().find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: {name} is not installed");
    }
    found
}

/// A port that nobody listens on.
pub fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A service that ends with the test.
pub struct Running(pub Child);

impl Running {
    pub fn start(mut command: Command) -> Self {
        Self(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap())
    }

    /// What it says goes to a file.
    pub fn logged(mut command: Command, log: &Path) -> Self {
        let log = fs::File::create(log).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        Self(command.spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            roles::signal("-TERM", self.0.id());
        }
        let _ = self.0.wait();
    }
}

/// Whether something comes to be so.
pub fn comes(within: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < within {
        if is_so() {
            return true;
        }
        thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Waits until something works.
pub fn until(what: &str, works: impl FnMut() -> bool) {
    assert!(comes(Duration::from_secs(20), works), "{what} does not work after 20 seconds");
}

/// Asks a server of this machine by HTTP; its answer, headers and all.
pub fn ask(port: u16, method: &str, path: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + body).as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Makes a key of ssh without a passphrase.
pub fn keygen(path: &Path) {
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-q", "-N", "", "-C", "", "-t", "ed25519", "-f"]).arg(path);
    assert!(keygen.status().unwrap().success());
}

/// Whoever runs the test.
pub fn user() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// An sshd that runs as whoever runs the test.
pub struct Sshd<'a> {
    /// The program.
    pub program: PathBuf,
    /// Where its configuration lies, and the file `pid`.
    pub folder: &'a Path,
    pub port: u16,
    pub host_key: &'a Path,
    pub authorized: &'a Path,
    /// More of its configuration.
    pub more: &'a str,
}

impl Sshd<'_> {
    /// Starts it, and waits until it listens.
    pub fn start(&self) -> Running {
        let Self { folder, port, host_key, authorized, more, .. } = self;
        let config = folder.join("config");
        let text = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile {}\nUsePAM no\n\
             StrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\nMaxStartups 100\n{more}\n",
            host_key.display(),
            authorized.display(),
            folder.join("pid").display(),
        );
        fs::write(&config, text).unwrap();
        // Where it runs as root it wants this folder.
        let _ = fs::create_dir("/run/sshd");
        let mut command = Command::new(&self.program);
        command.args(["-D", "-q", "-f"]).arg(config);
        let running = Running::start(command);
        until("sshd", || TcpStream::connect(("127.0.0.1", *port)).is_ok());
        running
    }
}
