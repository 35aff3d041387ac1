//! One login for any number of scripts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use openssh::{ControlPersist, Error as SshError, KnownHosts, Session, SessionBuilder, Stdio};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::config;
use super::failure::Failure;
use super::runtime::Runtime;
use super::target::Target;
use crate::error::{self, Error};
use crate::fsx::{self, PrivateDir};

/// Runs what comes on stdin, and says before and after it that this is what is run: a login shell may
/// print what it likes, and ssh's own exit code may be the script's.
pub(super) const REMOTE: &str =
    r#"sh -c 'echo NIXWARD-BEGIN; sh -s; printf "\nNIXWARD-RC=%s\n" "$?"'"#;

pub(super) const BEGIN: &str = "NIXWARD-BEGIN\n";
const END: &str = "\nNIXWARD-RC=";

/// As much as a script may print, in bytes.
pub(super) const MOST_OUTPUT: usize = 16 << 20;

/// The ways to the hosts of a run.
pub struct Ssh {
    runtime: Arc<Runtime>,
    folder: Arc<PrivateDir>,
    pub(super) config: PathBuf,
    pub(super) targets: Vec<Target>,
}

/// A host that lets us in; logged out when dropped.
pub struct Connection {
    pub(super) runtime: Arc<Runtime>,
    pub(super) session: Option<Arc<Session>>,
    pub(super) folder: Arc<PrivateDir>,
    /// The address that answered.
    pub address: String,
}

/// What a script came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Ssh {
    /// Prepares the ways to these hosts; talks to none of them yet.
    ///
    /// # Errors
    /// A target that ssh cannot be told, and a machine that gives no thread or folder.
    pub fn new(targets: Vec<Target>) -> error::Result<Self> {
        installed()?;
        let folder = PrivateDir::new()?;
        let (config, known) = (folder.path().join("config"), folder.path().join("known_hosts"));
        let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let text = config::config(&targets, &known, home.as_deref())?;
        fsx::write_private(&config, text.as_bytes())?;
        fsx::write_private(&known, config::known_hosts(&targets)?.as_bytes())?;
        let runtime = Arc::new(Runtime::start()?);
        Ok(Self { runtime, folder: Arc::new(folder), config, targets })
    }

    /// Logs in to a host by the first of its addresses that answers, within this time in all.
    pub fn connect(&self, host: &str, within: Duration) -> Result<Connection, Failure> {
        let missing = || Failure::NoAnswer(format!("nothing says how {host} is reached"));
        let at = self.targets.iter().position(|target| target.name == *host).ok_or_else(missing)?;
        let target = self.targets.get(at).ok_or_else(missing)?;
        let ways: Vec<(String, String)> = (0..)
            .zip(target.ways())
            .map(|(way, address)| (config::alias(at, way), address.to_owned()))
            .collect();
        let (config, folder) = (self.config.clone(), self.folder.path().to_owned());
        let work = async move { first(&ways, &config, &folder).await };
        let late = || Failure::NoAnswer(format!("no login within {} s", within.as_secs()));
        let (session, address) = self.runtime.run(within, work)?.ok_or_else(late)??;
        Ok(Connection {
            runtime: Arc::clone(&self.runtime),
            session: Some(Arc::new(session)),
            folder: Arc::clone(&self.folder),
            address,
        })
    }
}

/// There is no login any more.
pub(super) fn logged_out() -> Failure {
    Failure::Lost("logged out".to_owned())
}

/// Logs in by the first way that answers. A host that answers and is not to be believed, or lets
/// nobody in, ends the search: another address of it would be no better.
async fn first(
    ways: &[(String, String)],
    config: &Path,
    folder: &Path,
) -> Result<(Session, String), Failure> {
    let mut failure = Failure::NoAnswer("it has no address".to_owned());
    for (alias, address) in ways {
        let mut builder = SessionBuilder::default();
        builder
            .config_file(config)
            .control_directory(folder)
            .control_persist(ControlPersist::ClosedAfterInitialConnection)
            .known_hosts_check(KnownHosts::Strict);
        match builder.connect(alias).await {
            Ok(session) => return Ok((session, address.clone())),
            Err(error) => failure = not_connected(&error),
        }
        if !matches!(failure, Failure::NoAnswer(_)) {
            break;
        }
    }
    Err(failure)
}

fn not_connected(error: &SshError) -> Failure {
    match error {
        SshError::Connect(said) => Failure::of_ssh(&said.to_string()),
        other => Failure::Lost(chain(other)),
    }
}

/// An error with its causes, on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl Connection {
    /// Runs a POSIX sh script, handed over on stdin, within this time.
    pub fn script(&self, script: &str, within: Duration) -> Result<Ran, Failure> {
        let session = self.session.clone().ok_or_else(logged_out)?;
        let script = script.to_owned();
        let output = self.runtime.run(within, async move { ran(session, script).await })?;
        let late = || Failure::Lost(format!("no answer within {} s", within.as_secs()));
        let (stdout, stderr) = output.ok_or_else(late)??;
        read(&stdout, &stderr)
    }
}

/// What a script came to, by what came back: without the trailer it was the connection that ended.
pub(super) fn read(stdout: &[u8], stderr: &[u8]) -> Result<Ran, Failure> {
    let (text, stderr) = (String::from_utf8_lossy(stdout), String::from_utf8_lossy(stderr));
    let lost =
        || Failure::Lost(stderr.lines().last().unwrap_or("the connection broke").trim().to_owned());
    let (_, text) = text.split_once(BEGIN).ok_or_else(lost)?;
    let (stdout, code) = text.rsplit_once(END).ok_or_else(lost)?;
    let code = code.trim().parse().map_err(|_| lost())?;
    Ok(Ran { code, stdout: stdout.to_owned(), stderr: stderr.into_owned() })
}

/// Runs a script to its end; gives what was printed to stdout and stderr.
async fn ran(session: Arc<Session>, script: String) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let lost = |error: SshError| Failure::Lost(chain(&error));
    let mut command = session.arc_raw_command(REMOTE);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().await.map_err(lost)?;
    let (stdin, stdout, stderr) =
        (child.stdin().take(), child.stdout().take(), child.stderr().take());
    let write = async move {
        if let Some(mut stdin) = stdin {
            // Where the host takes no more of it, its own output says why.
            let _ = stdin.write_all(script.as_bytes()).await;
            let _ = stdin.shutdown().await;
        }
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let read_out = async {
        if let Some(stdout) = stdout {
            let _ = stdout.take(MOST_OUTPUT as u64).read_to_end(&mut out).await;
        }
    };
    let read_err = async {
        if let Some(stderr) = stderr {
            let _ = stderr.take(MOST_OUTPUT as u64).read_to_end(&mut err).await;
        }
    };
    tokio::join!(write, read_out, read_err);
    // The trailer tells how the script ended; ssh's own code adds nothing to it.
    let _ = child.wait().await;
    Ok((out, err))
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(session) = self.session.take().and_then(Arc::into_inner) else { return };
        let limit = Duration::from_secs(2);
        let closed = self.runtime.run(limit, session.close());
        if let Ok(Some(Err(error))) = closed {
            tracing::debug!(%error, address = %self.address, "logged out in disorder");
        }
    }
}

/// An error where no program `ssh` can be found.
fn installed() -> error::Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join("ssh").is_file());
    if found {
        return Ok(());
    }
    Err(Error::tool("ssh is not installed")
        .because("no folder on PATH has a program `ssh`")
        .hint("install OpenSSH's client"))
}
