//! The key that a host shows to whoever asks for it: only its fingerprint, seen on the host itself,
//! tells whether it was really the host that answered.

use std::time::Duration;

use crate::agefile::recipient;
use crate::error::{Error, Result};
use crate::model::secrets::{KeyKind, Recipient};
use crate::proc::Program;

/// How long a host may take to answer, in seconds.
const PATIENCE: u64 = 10;

/// Asks what answers at an address for its ssh-ed25519 key.
pub fn scan(address: &str, port: u16) -> Result<Recipient> {
    let program = Program::new("ssh-keyscan")
        .args([
            "-t",
            "ed25519",
            "-T",
            &PATIENCE.to_string(),
            "-p",
            &port.to_string(),
            "--",
            address,
        ])
        .time_limit(Duration::from_secs(PATIENCE * 2))
        .missing_hint("install OpenSSH, or name the key with --key");
    let output = program.output()?;
    read(&output.text()).ok_or_else(|| {
        Error::tool(format!("{address} shows no ssh-ed25519 key on port {port}"))
            .because(output.stderr_tail.trim().to_owned())
            .hint("take it from the host itself: /etc/ssh/ssh_host_ed25519_key.pub")
    })
}

/// The key in lines of `address type data`.
fn read(text: &str) -> Option<Recipient> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let keys = lines.filter_map(|line| Some(recipient::read(line.split_once(' ')?.1)));
    keys.into_iter().find(|key| key.kind == KeyKind::SshEd25519 && key.flaw.is_none())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_key_is_told_from_what_else_is_said() {
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPhlmzU/vnCdB1jjr1Ve9oHTVr53M5MiDFwxZLikIMTb";
        let text = format!("# web:22 SSH-2.0\nweb ssh-rsa AAAA\n[web]:22 {key}\n");
        assert_eq!(read(&text).unwrap().key, key);
        assert!(read("# web:22 SSH-2.0\n").is_none());
    }
}
