//! Public keys, and names of secrets: what must not stand in their place is a private key or a value.

use super::{Verdict, complain, expected};
use crate::agefile::recipient::{self, is_private};
use crate::agefile::ssh_key;

pub(super) fn secret_name(text: &str) -> Verdict {
    // How values begin that people paste: tokens, hashes, keys, URLs.
    const VALUES: &[&str] = &[
        "$",
        "-----",
        "AGE-",
        "AKIA",
        "eyJ",
        "ghp_",
        "gho_",
        "github_pat_",
        "glpat-",
        "hf_",
        "sk-",
        "sk_",
        "tskey-",
        "xoxb-",
        "xoxp-",
    ];
    let name = |c: char| c.is_ascii_alphanumeric() || "-._/@+".contains(c);
    let random = |word: &str| {
        word.len() >= 24
            && word.contains(|c: char| c.is_ascii_digit())
            && word.contains(|c: char| c.is_ascii_alphabetic())
    };
    if !text.is_empty()
        && text.len() <= 100
        && text.chars().all(name)
        && !VALUES.iter().any(|value| text.starts_with(value))
        && !text.split(['-', '.', '_', '/']).any(random)
    {
        return Ok(());
    }
    complain(
        "expected the name of a secret; this looks like a value",
        "encrypt the value, for instance with agenix, and write the name of its rule here",
    )
}

pub(super) fn host_key(text: &str) -> Verdict {
    let kind = text.split_whitespace().next().unwrap_or_default();
    if kind.starts_with("ssh-") && kind != "ssh-ed25519" || kind.starts_with("ecdsa-") {
        return complain(
            &format!("expected an ssh-ed25519 key, found {kind}"),
            "`ssh-keyscan -t ed25519 HOST` prints the one that is wanted",
        );
    }
    if kind != "ssh-ed25519" && !is_private(text) {
        return Err(expected("an ssh host key: `ssh-ed25519 AAAA...`"));
    }
    public_key(text)
}

pub(super) fn public_key(text: &str) -> Verdict {
    if is_private(text) {
        return complain(
            "this is a private key",
            "take it out, make a new one, and write the public half here",
        );
    }
    let mut words = text.split_whitespace();
    let (kind, data) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let fits = if kind.starts_with("age1") {
        recipient::read(kind).flaw.is_none()
    } else {
        is_ssh_key(kind, data)
    };
    if fits && !text.trim_end().contains('\n') {
        return Ok(());
    }
    Err(expected("a public key on one line: `ssh-ed25519 AAAA...` or `age1...`"))
}

/// Whether the data of an OpenSSH public key is whole and of the kind it claims.
fn is_ssh_key(kind: &str, data: &str) -> bool {
    const KINDS: &[&str] = &[
        "ssh-ed25519",
        "ssh-rsa",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    ];
    KINDS.contains(&kind) && ssh_key::read(kind, data).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::{check, tests::fits};

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDF0s/N4UPZUzIkJqF5XsXAalWf8TgVItXxlYTfaen8q";

    #[test]
    fn keys() {
        let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQ";
        fits(
            "ssh-host-key",
            &[KEY, &format!("{KEY} root@nas")],
            &[
                rsa,
                "",
                "ssh-ed25519",
                "ssh-ed25519 AAAA",
                &KEY[..60],
                &KEY.replace("ssh-ed25519", "ssh-rsa"),
            ],
        );
        fits(
            "public-key",
            &[KEY, "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"],
            &[
                "age1short",
                "-----BEGIN OPENSSH PRIVATE KEY-----",
                "AGE-SECRET-KEY-1QQQ",
                &format!("{KEY}\n{KEY}"),
            ],
        );
    }

    #[test]
    fn a_secret_is_a_name_and_never_a_value() {
        fits(
            "secret-name",
            &[
                "ntfy-token",
                "grafana/admin.age",
                "a",
                "restic_nas",
                "host-key@nas",
                "my-very-long-but-readable-secret-name-2",
            ],
            &[
                "",
                "ghp_abcdef",
                "$6$salt$hash",
                "hunter2 with spaces",
                "https://hooks.example.org/x",
                "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
                "-----BEGIN",
                "tskey-auth-x",
            ],
        );
        let value = "ghp_abcdef";
        let complaint = check("secret-name", value).err().unwrap();
        assert!(!complaint.message.contains(value), "a value must not be printed");
    }
}
