//! Whether a value is accepted: asked of those who accept it.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value};

use super::hook::Call;
use super::policy::{Probe, Try};
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::fsx::{self, PrivateDir};
use crate::proc::Program;

/// How long a probe may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The same for programs that take a limit of their own, in seconds.
const SECONDS: &str = "10";

/// What came of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The value is accepted.
    Accepted,
    /// It is refused.
    Refused,
    /// It could not be told; why.
    Unclear(String),
}

/// Reads one of the rule.
///
/// # Errors
/// What is wrong with it: a sentence without a full stop.
pub(super) fn read(said: &Value) -> std::result::Result<Probe, String> {
    let known = ["host", "hook", "http", "tls", "ssh", "sshHost", "restic"];
    let settings = Settings::of("rotate.verify", said, &known)?;
    let host = settings.text("host")?;
    let one =
        |name: &'static str, known: &[&str]| -> std::result::Result<Option<Settings<'_>>, String> {
            let path = format!("rotate.verify.{name}");
            settings.get(name).map(|said| Settings::of(path, said, known)).transpose()
        };
    let mut tries = Vec::new();
    tries.extend(settings.text("hook")?.map(Try::Hook));
    tries.extend(settings.text("restic")?.map(Try::Restic));
    if let Some(http) = one("http", &["url", "basicUser", "expect", "ca"])? {
        let url = http.needed("url")?;
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err("`rotate.verify.http.url` should be a URL of http or https".to_owned());
        }
        let expect = http.number("expect", 100..=599, 200)?;
        let (user, ca) = (http.text("basicUser")?, http.text("ca")?);
        tries.push(Try::Http { url, user, expect, ca });
    }
    if let Some(tls) = one("tls", &["address", "name"])? {
        tries.push(Try::Tls { address: tls.needed("address")?, name: tls.text("name")? });
    }
    if let Some(ssh) = one("ssh", &["address", "port", "user", "knownHosts"])? {
        tries.push(Try::Ssh {
            address: ssh.needed("address")?,
            port: ssh.number("port", 1..=65_535, 22)?,
            user: ssh.needed("user")?,
            known_hosts: ssh.needed("knownHosts")?,
        });
    }
    if let Some(ssh) = one("sshHost", &["address", "port"])? {
        let (address, port) = (ssh.needed("address")?, ssh.number("port", 1..=65_535, 22)?);
        tries.push(Try::SshHost { address, port });
    }
    match (tries.pop(), tries.is_empty()) {
        (Some(what), true) => Ok(Probe { host, what }),
        _ => {
            Err("`rotate.verify` should have one of hook, http, tls, ssh, sshHost, restic; a list \
                  has several"
                .to_owned())
        }
    }
}

/// What is tried, for people.
pub fn name(probe: &Probe) -> String {
    let what = match &probe.what {
        Try::Hook(hook) => hook.clone(),
        Try::Http { url, .. } => url.clone(),
        Try::Tls { address, .. } => format!("the certificate of {address}"),
        Try::Ssh { address, user, .. } => format!("a login as {user} at {address}"),
        Try::SshHost { address, .. } => format!("the host key of {address}"),
        Try::Restic(repository) => format!("the repository {repository}"),
    };
    match (&probe.host, &probe.what) {
        (Some(host), Try::Hook(_)) => format!("{what} for {host}"),
        (Some(host), _) => format!("{what} (asked from here, not from {host})"),
        (None, _) => what,
    }
}

/// Tries a value. `told` is what hooks are told.
///
/// # Errors
/// A program or hook that is not there.
pub fn try_value(
    probe: &Probe,
    root: &Path,
    value: &[u8],
    told: &Map<String, Value>,
) -> Result<Seen> {
    match &probe.what {
        Try::Hook(hook) => {
            let values = vec![("new", value)];
            let told = told.clone();
            let call = Call { hook, action: "verify", told, values, answers: false };
            let answer = call.outcome(root)?;
            Ok(match answer.status.code() {
                Some(0) => Seen::Accepted,
                Some(1) => Seen::Refused,
                _ => Seen::Unclear(format!("{}: {}", answer.status, answer.stderr.trim())),
            })
        }
        Try::Http { url, user, expect, ca } => {
            let ca = ca.as_ref().map(|ca| root.join(ca).display().to_string());
            http(url, user.as_deref(), *expect, ca.as_deref(), value)
        }
        Try::Tls { address, name } => tls(address, name.as_deref(), value),
        Try::Ssh { address, port, user, known_hosts } => {
            ssh(address, *port, user, &root.join(known_hosts), value)
        }
        Try::SshHost { address, port } => ssh_host(address, *port, value),
        Try::Restic(repository) => super::mint::restic::opens(repository, value),
    }
}

/// A value in the configuration of curl.
fn quoted(text: &str) -> zeroize::Zeroizing<String> {
    let mut quoted = zeroize::Zeroizing::new(String::with_capacity(text.len() * 2 + 2));
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn http(
    url: &str,
    user: Option<&str>,
    expect: u64,
    ca: Option<&str>,
    value: &[u8],
) -> Result<Seen> {
    let Ok(text) = std::str::from_utf8(value) else {
        return Ok(Seen::Unclear("the value is no text".to_owned()));
    };
    let line = if let Some(user) = user {
        let both = zeroize::Zeroizing::new(format!("{user}:{text}"));
        zeroize::Zeroizing::new(format!("user = {}\n", *quoted(&both)))
    } else {
        let header = zeroize::Zeroizing::new(format!("Authorization: Bearer {text}"));
        zeroize::Zeroizing::new(format!("header = {}\n", *quoted(&header)))
    };
    let config = zeroize::Zeroizing::new(format!("url = {}\n{}", *quoted(url), *line));
    let args = ["--disable", "--silent", "--show-error", "--output", "/dev/null", "--globoff"];
    let mut program = Program::new("curl")
        .args(args)
        .args(["--write-out", "%{http_code}", "--max-time", SECONDS, "--config", "-"])
        .stdin(config.as_bytes())
        .time_limit(PATIENCE)
        .missing_hint("install curl, or verify with a hook");
    if let Some(ca) = ca {
        program = program.args(["--cacert", ca]);
    }
    let output = program.output()?;
    let code = output.text().trim().parse::<u64>().unwrap_or(0);
    Ok(match code {
        code if code == expect => Seen::Accepted,
        401 | 403 => Seen::Refused,
        0 => Seen::Unclear(output.stderr_tail.trim().to_owned()),
        code => Seen::Unclear(format!("the answer has the status {code}")),
    })
}

fn tls(address: &str, name: Option<&str>, value: &[u8]) -> Result<Seen> {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    let output = Program::new("openssl")
        .args(["s_client", "-connect", address, "-servername", name.unwrap_or(host)])
        .time_limit(PATIENCE)
        .missing_hint("install openssl, or verify with a hook")
        .output()?;
    let ours = std::str::from_utf8(value).ok().and_then(certificate);
    Ok(match (certificate(&output.text()), ours) {
        (_, None) => Seen::Unclear("the value holds no certificate".to_owned()),
        (None, _) => Seen::Unclear(format!("{address} shows no certificate")),
        (served, ours) if served == ours => Seen::Accepted,
        _ => Seen::Refused,
    })
}

/// The first certificate in a text, as base64 without blanks.
fn certificate(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    Some(body.split_whitespace().collect())
}

fn ssh(address: &str, port: u64, user: &str, known_hosts: &Path, value: &[u8]) -> Result<Seen> {
    // ssh closes every file descriptor that it did not open, so that the key needs a name.
    let desk = PrivateDir::new()?;
    if !desk.is_in_memory() {
        return Err(Error::tool("there is no file system in memory for the key to log in with")
            .hint("set XDG_RUNTIME_DIR, or verify with a hook"));
    }
    let key = desk.path().join("key");
    fsx::write_private(&key, value)?;
    let options = [
        "BatchMode=yes".to_owned(),
        "IdentitiesOnly=yes".to_owned(),
        "IdentityAgent=none".to_owned(),
        "StrictHostKeyChecking=yes".to_owned(),
        "PreferredAuthentications=publickey".to_owned(),
        format!("ConnectTimeout={SECONDS}"),
        format!("UserKnownHostsFile=\"{}\"", known_hosts.display()),
        "GlobalKnownHostsFile=none".to_owned(),
    ];
    let output = Program::new("ssh")
        .args(["-F", "none", "-p", &port.to_string()])
        .args(options.iter().flat_map(|option| ["-o", option.as_str()]))
        .arg("-i")
        .arg(&key)
        .args(["-l", user, "--", address, "true"])
        .time_limit(PATIENCE)
        .missing_hint("install OpenSSH, or verify with a hook")
        .output()?;
    let said = output.stderr_tail.trim();
    Ok(match output.status.code() {
        Some(255) if said.contains("Permission denied") => Seen::Refused,
        Some(255) | None => Seen::Unclear(said.to_owned()),
        // The login worked, whatever became of the command.
        Some(_) => Seen::Accepted,
    })
}

fn ssh_host(address: &str, port: u64, value: &[u8]) -> Result<Seen> {
    let port = u16::try_from(port).unwrap_or(22);
    let shown = match crate::secrets::host_key::scan(address, port) {
        Ok(shown) => shown.key,
        Err(error) => return Ok(Seen::Unclear(error.to_string())),
    };
    let ours = super::mint::public_of(value).map_err(Error::tool)?;
    let ours = ours.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok(if shown == ours { Seen::Accepted } else { Seen::Refused })
}

#[cfg(test)]
mod tests {
    use super::{certificate, quoted};

    #[test]
    fn curl_reads_what_was_meant() {
        assert_eq!(*quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    }

    #[test]
    fn the_first_certificate_counts() {
        let text = "x\n-----BEGIN CERTIFICATE-----\nAA\nBB\n-----END CERTIFICATE-----\n-----BEGIN";
        assert_eq!(certificate(text).as_deref(), Some("AABB"));
        assert_eq!(certificate("none"), None);
    }
}
