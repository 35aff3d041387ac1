//! The one `ssh_config` of a run, and its known hosts.
//!
//! Format: `ssh_config(5)`, `sshd(8)` for known hosts. Of a setting the first value counts, so that ours
//! win over those of the user, which are included last.

use std::fmt::Write as _;
use std::path::Path;

use super::target::Target;
use crate::error::{Error, Result};

/// Seconds to reach an address, the exchange of keys included.
const CONNECT: u32 = 5;

/// A connection on which nothing is heard for this many seconds, this many times, is given up.
const ALIVE: (u32, u32) = (5, 3);

/// What every host has in common.
const COMMON: &str = "\
Host nixward-*
  BatchMode yes
  StrictHostKeyChecking yes
  UpdateHostKeys no
  VisualHostKey no
  ForwardAgent no
  ForwardX11 no
  ClearAllForwardings no
  ControlMaster no
  ControlPath none
  RequestTTY no
  PermitLocalCommand no
";

/// The name by which ssh is told a way to a host.
pub(super) fn alias(target: usize, way: usize) -> String {
    format!("nixward-{target}-{way}")
}

/// The text of the configuration. `home` is the user's; without one only ours counts.
///
/// # Errors
/// A value that ssh could take for something else, and a jump through an unknown host.
pub(super) fn config(targets: &[Target], known: &Path, home: Option<&Path>) -> Result<String> {
    let mut text = String::new();
    for (at, target) in targets.iter().enumerate() {
        for (way, address) in target.ways().into_iter().enumerate() {
            let _ = writeln!(text, "Host {}", alias(at, way));
            let mut set = |name: &str, value: &str| {
                harmless(&target.name, value).map(|value| {
                    let _ = writeln!(text, "  {name} {value}");
                })
            };
            set("HostName", address)?;
            if let Some(user) = &target.user {
                set("User", user)?;
            }
            if let Some(port) = target.port {
                set("Port", &port.to_string())?;
            }
            if target.host_key.is_some() {
                set("HostKeyAlias", &alias(at, 0))?;
                set("HostKeyAlgorithms", "ssh-ed25519")?;
                set("UserKnownHostsFile", &path(known)?)?;
                set("GlobalKnownHostsFile", "none")?;
            }
            if let Some(jump) = &target.jump {
                set("ProxyJump", &through(targets, target, jump)?)?;
            }
        }
    }
    text.push_str(COMMON);
    let (interval, count) = ALIVE;
    let _ = writeln!(
        text,
        "  ConnectTimeout {CONNECT}\n  ServerAliveInterval {interval}\n  ServerAliveCountMax {count}"
    );
    for file in
        home.map(|home| home.join(".ssh/config")).into_iter().chain(["/etc/ssh/ssh_config".into()])
    {
        let _ = writeln!(text, "Host *\n  Include \"{}\"", path(&file)?);
    }
    Ok(text)
}

/// The known hosts of the inventory.
pub(super) fn known_hosts(targets: &[Target]) -> Result<String> {
    let mut text = String::new();
    for (at, target) in targets.iter().enumerate() {
        if let Some(key) = &target.host_key {
            let mut words = key.split_whitespace();
            let (Some("ssh-ed25519"), Some(key)) = (words.next(), words.next()) else {
                return Err(Error::input(format!(
                    "the host key of {} is no ssh-ed25519 key",
                    target.name
                )));
            };
            let _ = writeln!(text, "{} ssh-ed25519 {key}", alias(at, 0));
        }
    }
    Ok(text)
}

/// The alias of the host to jump through.
fn through(targets: &[Target], target: &Target, jump: &str) -> Result<String> {
    let at = targets.iter().position(|other| other.name == *jump && other.name != target.name);
    at.map(|at| alias(at, 0)).ok_or_else(|| {
        Error::input(format!("{} is reached through {jump}, which is no host", target.name))
    })
}

/// A value that ssh takes for one word.
fn harmless<'a>(host: &str, value: &'a str) -> Result<&'a str> {
    let is_plain = |char: char| char.is_alphanumeric() || "._-:@%/+".contains(char);
    if value.is_empty() || value.starts_with('-') || !value.chars().all(is_plain) {
        return Err(Error::input(format!("{host} cannot be reached as {value:?}")));
    }
    Ok(value)
}

fn path(path: &Path) -> Result<String> {
    let text = path.to_str().filter(|text| !text.contains(['"', '\n', '%', '$']));
    text.map(str::to_owned)
        .ok_or_else(|| Error::input(format!("ssh cannot be given the path {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(name: &str) -> Target {
        Target { name: name.into(), ..Target::default() }
    }

    #[test]
    fn each_way_to_a_host_has_a_block() {
        let mut web = target("web");
        web.addresses = vec!["10.0.0.5".into(), "web.vpn".into()];
        web.user = Some("deploy".into());
        web.host_key = Some("ssh-ed25519 AAAA comment".into());
        web.jump = Some("gate".into());
        let targets = [web, target("gate")];
        let text =
            config(&targets, Path::new("/run/x/known"), Some(Path::new("/home/me"))).unwrap();
        assert!(
            text.starts_with("Host nixward-0-0\n  HostName 10.0.0.5\n  User deploy\n"),
            "{text}"
        );
        for line in [
            "Host nixward-0-1",
            "  ProxyJump nixward-1-0",
            "  HostName gate",
            "  Include \"/home/me/.ssh/config\"",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
        assert_eq!(known_hosts(&targets).unwrap(), "nixward-0-0 ssh-ed25519 AAAA\n");
    }

    #[test]
    fn no_value_is_taken_for_another_setting() {
        for address in ["-oProxyCommand=x", "a b", "a\nProxyCommand x", "\"", ""] {
            let mut web = target("web");
            web.addresses = vec![address.into()];
            assert!(config(&[web], Path::new("/k"), None).is_err(), "{address:?}");
        }
        let mut lost = target("web");
        lost.jump = Some("web".into());
        assert!(config(&[lost], Path::new("/k"), None).is_err());
    }
}
