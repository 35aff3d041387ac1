//! Flake references: `github:owner/repo/branch`, `git+ssh://..`, `path:./x`, `nixpkgs`, ...
//!
//! Grammar: Nix manual, "nix flake", section "Flake references"; details were tried with
//! `builtins.parseFlakeRef` of Nix 2.34.

#[cfg(test)]
mod tests;
mod url;

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A flake reference in its attribute form: `type` and what that type needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// By name; `type` is one of them.
    pub attrs: BTreeMap<String, AttrValue>,
}

/// The types Nix allows in a flake reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttrValue {
    /// Text.
    Str(String),
    /// A whole number, not negative (`lastModified`: seconds since 1970; `revCount`).
    Int(u64),
    /// A flag (`submodules`).
    Bool(bool),
}

/// File name endings by which Nix knows an archive.
const ARCHIVES: &[&str] = &[".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst"];

/// Hosts' short forms: `<scheme>:owner/repo`.
pub const FORGES: &[&str] = &["github", "gitlab", "sourcehut"];

const GIT_SCHEMES: &[&str] = &["git", "git+http", "git+https", "git+ssh", "git+file"];
const HG_SCHEMES: &[&str] = &["hg+http", "hg+https", "hg+ssh", "hg+file"];
const GIT_FLAGS: &[&str] =
    &["shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit"];
const GIT_WORDS: &[&str] = &["rev", "ref", "keytype", "publicKey", "publicKeys"];

impl Reference {
    /// From the attributes of an input that has a `type`.
    pub fn from_attrs(attrs: impl IntoIterator<Item = (String, AttrValue)>) -> Self {
        Self { attrs: attrs.into_iter().collect() }
    }

    /// From the text of a `url`. `flake` says whether it is to hold a flake (`flake = true`), which
    /// decides what a plain `https:` address is. The error is a sentence for the user.
    pub fn from_url(text: &str, flake: bool) -> Result<Self, String> {
        if let Some(reference) = indirect(text) {
            return reference;
        }
        if text.contains('#') {
            return Err(format!("`{text}` has a fragment (`#..`), which an input must not have"));
        }
        if text.contains(char::is_whitespace) {
            return Err(unreadable(text));
        }
        let Some((scheme, rest)) = split_scheme(text) else {
            return path(text);
        };
        let (body, query) = rest.split_once('?').unwrap_or((rest, ""));
        if !has_valid_port(body) {
            return Err(format!("`{text}` has no port after `:`; write `host/path`"));
        }
        let query = parse_query(query);
        let mut reference = match scheme {
            "flake" => {
                return indirect(body).unwrap_or_else(|| Err(unreadable(text)));
            }
            "path" => of_path(text, body, &query)?,
            _ if FORGES.contains(&scheme) => of_forge(text, scheme, body, &query)?,
            _ if GIT_SCHEMES.contains(&scheme) => of_git(scheme, body, &query),
            _ if HG_SCHEMES.contains(&scheme) => of_hg(scheme, body, &query),
            _ => of_archive(text, scheme, body, &query, flake)?,
        };
        if let Some(dir) = value_of(&query, "dir") {
            reference.put("dir", dir);
        }
        Ok(reference)
    }

    /// The text of one attribute.
    pub fn str(&self, name: &str) -> Option<&str> {
        match self.attrs.get(name)? {
            AttrValue::Str(text) => Some(text),
            AttrValue::Int(_) | AttrValue::Bool(_) => None,
        }
    }

    /// The kind of reference: `github`, `git`, `path`, `tarball`, `indirect`, ...
    pub fn kind(&self) -> &str {
        self.str("type").unwrap_or("")
    }

    fn of(kind: &str) -> Self {
        let mut reference = Self::default();
        reference.put("type", kind);
        reference
    }

    fn put(&mut self, name: &str, value: impl Into<String>) {
        self.attrs.insert(name.to_owned(), AttrValue::Str(value.into()));
    }
}

/// The text without percent encoding.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn unreadable(text: &str) -> String {
    format!("`{text}` is no flake reference that Nix can read")
}

/// `scheme:rest`, where `scheme` has the form of one.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let valid = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some((scheme, rest))
}

fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn value_of<'q>(query: &'q [(String, String)], name: &str) -> Option<&'q str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Whether what follows a host's `:` is a number; `git@host:path` is git's own short form.
fn has_valid_port(body: &str) -> bool {
    let Some(authority) = body.strip_prefix("//").and_then(|rest| rest.split('/').next()) else {
        return true;
    };
    let host = authority.rsplit('@').next().unwrap_or(authority);
    host.starts_with('[')
        || host
            .split_once(':')
            .is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `id`, `id/ref`, `id/rev`, `id/ref/rev`; none where the text has another form.
fn indirect(text: &str) -> Option<Result<Reference, String>> {
    let mut parts = text.split('/');
    let id = parts.next()?;
    let mut bytes = id.bytes();
    let valid = bytes.next()?.is_ascii_alphabetic()
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let rest: Vec<&str> = parts.collect();
    if !valid || rest.len() > 2 || !rest.iter().all(|part| is_ref(part)) {
        return None;
    }
    let mut reference = Reference::of("indirect");
    reference.put("id", id);
    match rest[..] {
        [] => {}
        [rev] if is_rev(rev) => reference.put("rev", rev),
        [name] => reference.put("ref", name),
        [name, rev] if is_rev(rev) => {
            reference.put("ref", name);
            reference.put("rev", rev);
        }
        _ => return Some(Err(unreadable(text))),
    }
    Some(Ok(reference))
}

/// A reference without a scheme is a path beside the flake.
fn path(text: &str) -> Result<Reference, String> {
    if text.is_empty() || text.contains(':') {
        return Err(unreadable(text));
    }
    let (body, query) = text.split_once('?').unwrap_or((text, ""));
    of_path(text, body, &parse_query(query))
}

fn of_path(text: &str, body: &str, query: &[(String, String)]) -> Result<Reference, String> {
    let mut reference = Reference::of("path");
    reference.put("path", decode(body));
    for (name, value) in query {
        match (name.as_str(), value.parse()) {
            ("rev" | "narHash", _) => reference.put(name, value),
            ("revCount" | "lastModified", Ok(number)) => {
                reference.attrs.insert(name.clone(), AttrValue::Int(number));
            }
            ("dir", _) => {}
            _ => return Err(format!("`{text}` has the parameter `{name}`, which a path has not")),
        }
    }
    Ok(reference)
}

fn of_forge(
    text: &str,
    forge: &str,
    body: &str,
    query: &[(String, String)],
) -> Result<Reference, String> {
    let parts: Vec<String> = body.split('/').filter(|part| !part.is_empty()).map(decode).collect();
    let [owner, repo, branch @ ..] = &parts[..] else {
        return Err(unreadable(text));
    };
    let mut reference = Reference::of(forge);
    reference.put("owner", owner);
    reference.put("repo", repo);
    match branch {
        [] => {}
        [rev] if is_rev(rev) => reference.put("rev", rev),
        names => reference.put("ref", names.join("/")),
    }
    for (name, value) in query {
        if (name == "ref" || name == "rev") && reference.attrs.contains_key(name) {
            return Err(format!("`{text}` names its `{name}` twice"));
        }
        if ["ref", "rev", "host", "narHash"].contains(&name.as_str()) {
            reference.put(name, value);
        }
    }
    if reference.attrs.contains_key("ref") && reference.attrs.contains_key("rev") {
        return Err(format!("`{text}` names both a branch and a commit"));
    }
    Ok(reference)
}

fn of_git(scheme: &str, body: &str, query: &[(String, String)]) -> Reference {
    let mut reference = Reference::of("git");
    let mut kept = Vec::new();
    for (name, value) in query {
        if GIT_WORDS.contains(&name.as_str()) {
            reference.put(name, value);
        } else if GIT_FLAGS.contains(&name.as_str()) {
            reference.attrs.insert(name.clone(), AttrValue::Bool(value == "1"));
        } else if name != "dir" {
            kept.push(format!("{name}={value}"));
        }
    }
    let scheme = scheme.strip_prefix("git+").unwrap_or(scheme);
    reference.put("url", url(scheme, body, &kept));
    reference
}

fn of_hg(scheme: &str, body: &str, query: &[(String, String)]) -> Reference {
    let mut reference = Reference::of("hg");
    for (name, value) in query.iter().filter(|(name, _)| ["rev", "ref"].contains(&name.as_str())) {
        reference.put(name, value);
    }
    let scheme = scheme.strip_prefix("hg+").unwrap_or(scheme);
    reference.put("url", url(scheme, body, &[]));
    reference
}

/// `https://..`, `tarball+https://..`, `file+https://..`: an archive or, where no flake is wanted,
/// a single file.
fn of_archive(
    text: &str,
    scheme: &str,
    body: &str,
    query: &[(String, String)],
    flake: bool,
) -> Result<Reference, String> {
    let (wanted, transport) = match scheme.split_once('+') {
        Some((kind @ ("tarball" | "file"), transport)) => (Some(kind), transport),
        _ => (None, scheme),
    };
    if !["http", "https", "file"].contains(&transport) {
        return Err(format!("`{text}` is of a kind that Nix does not support"));
    }
    let archive = flake || ARCHIVES.iter().any(|ending| body.ends_with(ending));
    let mut reference = Reference::of(wanted.unwrap_or(if archive { "tarball" } else { "file" }));
    let mut kept = Vec::new();
    for (name, value) in query {
        match (name.as_str(), value.parse()) {
            ("rev" | "narHash", _) => reference.put(name, value),
            ("revCount" | "lastModified", Ok(number)) => {
                reference.attrs.insert(name.clone(), AttrValue::Int(number));
            }
            ("dir", _) => {}
            _ => kept.push(format!("{name}={value}")),
        }
    }
    reference.put("url", url(transport, body, &kept));
    Ok(reference)
}

fn url(scheme: &str, body: &str, query: &[String]) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}:{body}{mark}{}", query.join("&"))
}

/// 40 hexadecimal digits.
fn is_rev(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The characters that Nix allows in a branch or tag of a short reference.
fn is_ref(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'@')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_.@+-".contains(&byte))
}
