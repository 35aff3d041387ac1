//! What a child process learns of the environment.
//!
//! Everything else is withheld: a `GIT_DIR` that a hook runs under, or a stray `NIX`-unrelated
//! setting, must not change what a program answers.

use std::ffi::{OsStr, OsString};

/// Variables handed on by name.
const NAMES: &[&str] = &[
    "HOME",
    "PATH",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "TERM",
    "TZ",
    "LOCALE_ARCHIVE",
    // ssh and git over it
    "SSH_AUTH_SOCK",
    "GIT_SSH_COMMAND",
    // certificates; NIX_SSL_CERT_FILE goes with NIX_*
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    // proxies, which programs read in either spelling
    "http_proxy",
    "https_proxy",
    "ftp_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "FTP_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
];

/// Variables handed on by the start of their name.
const PREFIXES: &[&str] = &["XDG_", "NIX_"];

/// Output is parsed, so messages and sorting follow no locale but this.
const LOCALE: (&str, &str) = ("LC_ALL", "C.UTF-8");

/// The environment of a child, made from this process's.
pub(super) fn allowed() -> Vec<(OsString, OsString)> {
    select(std::env::vars_os())
}

fn select(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<(OsString, OsString)> {
    let mut selected: Vec<_> = variables.filter(|(name, _)| is_allowed(name)).collect();
    selected.push((LOCALE.0.into(), LOCALE.1.into()));
    selected
}

fn is_allowed(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    })
}

#[cfg(test)]
mod tests {
    use super::select;

    #[test]
    fn only_what_is_listed_passes_and_the_locale_is_fixed() {
        let given = ["HOME", "NIX_PATH", "XDG_RUNTIME_DIR", "GIT_DIR", "LANG", "LC_ALL", "SECRET"];
        let variables = given.iter().map(|name| (name.into(), "x".into()));
        let selected = select(variables);
        let names: Vec<_> = selected.iter().map(|(name, _)| name.to_str().unwrap()).collect();
        assert_eq!(names, ["HOME", "NIX_PATH", "XDG_RUNTIME_DIR", "LC_ALL"]);
        assert_eq!(selected[3].1, "C.UTF-8");
    }
}
