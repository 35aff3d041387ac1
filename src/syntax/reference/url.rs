//! A flake reference as text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{AttrValue, FORGES, GIT_FLAGS, Reference};

/// What Nix leaves as it is in the path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// What Nix leaves as it is in a parameter.
const QUERY: &AsciiSet = PATH;

impl Reference {
    /// The text that Nix reads as this reference, as `builtins.flakeRefToString` writes it. The
    /// error is a sentence for the user.
    pub fn to_url(&self) -> Result<String, String> {
        let (base, own) = match self.kind() {
            "indirect" => (self.indirect()?, vec![]),
            "path" => (
                format!("path:{}", encode(self.required("path")?, PATH)),
                self.parameters(&["lastModified", "narHash", "rev", "revCount"]),
            ),
            forge if FORGES.contains(&forge) => {
                (self.forge()?, self.parameters(&["host", "narHash"]))
            }
            "git" => (self.repository("git")?, self.git_parameters()),
            "hg" => (self.repository("hg")?, self.parameters(&["ref", "rev"])),
            "tarball" | "file" => (
                self.required("url")?.to_owned(),
                self.parameters(&["lastModified", "narHash", "rev", "revCount"]),
            ),
            "" => return Err("a flake reference needs a `type`".to_owned()),
            other => return Err(format!("`{other}` is no type of a flake reference")),
        };
        let parameters = own.into_iter().chain(self.parameters(&["dir"]));
        Ok(with_parameters(&base, parameters.collect()))
    }

    fn required(&self, name: &str) -> Result<&str, String> {
        self.str(name)
            .ok_or_else(|| format!("a flake reference of type `{}` needs `{name}`", self.kind()))
    }

    /// `flake:id/ref/rev`.
    fn indirect(&self) -> Result<String, String> {
        let mut text = format!("flake:{}", self.required("id")?);
        for name in ["ref", "rev"] {
            if let Some(value) = self.str(name) {
                text.push('/');
                text.push_str(value);
            }
        }
        Ok(text)
    }

    /// `github:owner/repo/branch-or-commit`.
    fn forge(&self) -> Result<String, String> {
        let (owner, repo) = (self.required("owner")?, self.required("repo")?);
        let mut path = format!("{}/{}", encode(owner, NON_ALPHANUMERIC), encode(repo, PATH));
        match (self.str("ref"), self.str("rev")) {
            (Some(_), Some(_)) => {
                return Err(format!("`{owner}/{repo}` has both a branch and a commit"));
            }
            (Some(point), None) | (None, Some(point)) => {
                path.push('/');
                path.push_str(&encode(point, PATH));
            }
            (None, None) => {}
        }
        Ok(format!("{}:{path}", self.kind()))
    }

    /// `git+https://..`.
    fn repository(&self, kind: &str) -> Result<String, String> {
        let url = self.required("url")?;
        let own = url.split_once(':').is_some_and(|(scheme, _)| scheme == kind);
        Ok(if own { url.to_owned() } else { format!("{kind}+{url}") })
    }

    fn git_parameters(&self) -> Vec<(String, String)> {
        let flags = GIT_FLAGS
            .iter()
            .filter(|flag| matches!(self.attrs.get(**flag), Some(AttrValue::Bool(true))));
        let mut all =
            self.parameters(&["keytype", "narHash", "publicKey", "publicKeys", "ref", "rev"]);
        all.extend(flags.map(|flag| ((*flag).to_owned(), "1".to_owned())));
        all
    }

    fn parameters(&self, names: &[&str]) -> Vec<(String, String)> {
        let text = |value: &AttrValue| match value {
            AttrValue::Str(text) => text.clone(),
            AttrValue::Int(number) => number.to_string(),
            AttrValue::Bool(flag) => u8::from(*flag).to_string(),
        };
        let found = names.iter().filter_map(|name| Some((name, self.attrs.get(*name)?)));
        found.map(|(name, value)| ((*name).to_owned(), text(value))).collect()
    }
}

fn encode(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// The address with its own parameters and further ones, by name.
fn with_parameters(base: &str, mut parameters: Vec<(String, String)>) -> String {
    let (path, query) = base.split_once('?').unwrap_or((base, ""));
    let own = query.split('&').filter_map(|pair| pair.split_once('='));
    parameters.extend(own.map(|(name, value)| (name.to_owned(), super::decode(value))));
    parameters.sort();
    let shown: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name, QUERY), encode(value, QUERY)))
        .collect();
    if shown.is_empty() { path.to_owned() } else { format!("{path}?{}", shown.join("&")) }
}
