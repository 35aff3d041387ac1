//! What makes a forge check the flake and evaluate its hosts.
//!
//! Values stand in `env` and lists alone, never in a script: what a forge pastes into a script is run.

use serde::Serialize;

use super::engine::{Language, Template};
use super::{File, header};
use crate::error::{Error, Result};

macro_rules! template {
    ($path:literal) => {
        Template {
            name: $path,
            language: Language::Yaml,
            text: include_str!(concat!("templates/ci/", $path)),
        }
    };
}

const GITHUB: Template = template!("github.yml.j2");
const FORGEJO: Template = template!("forgejo.yml.j2");
const GITLAB: Template = template!("gitlab.yml.j2");
const GITLAB_ROOT: Template = template!("gitlab-root.yml.j2");

/// Where nixward comes from unless it is said otherwise.
pub const UPSTREAM: &str = "github:nixward/nixward";

/// The file from which GitLab starts.
pub const GITLAB_START: &str = ".gitlab-ci.yml";

/// What runs the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// GitHub Actions.
    Github,
    /// Forgejo Actions.
    Forgejo,
    /// GitLab CI/CD.
    Gitlab,
}

impl Forge {
    /// Its word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Forgejo => "forgejo",
            Self::Gitlab => "gitlab",
        }
    }

    /// The file that it reads, from the top of the repository.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/nixward.yml",
            Self::Forgejo => ".forgejo/workflows/nixward.yml",
            Self::Gitlab => ".gitlab/ci/nixward.yml",
        }
    }

    const fn template(self) -> Template {
        match self {
            Self::Github => GITHUB,
            Self::Forgejo => FORGEJO,
            Self::Gitlab => GITLAB,
        }
    }
}

/// What is particular to a repository.
#[derive(Clone, Debug)]
pub struct Workflow<'a> {
    /// The flake's folder, from the top of the repository; empty where it lies there.
    pub folder: &'a str,
    /// The branch that others are merged into.
    pub branch: &'a str,
    /// The flake reference of nixward; an input of the flake by its name.
    pub nixward: &'a str,
    /// Whether the flake reads its submodules.
    pub submodules: bool,
    /// The hosts, in order; for a forge whose matrix cannot come from an earlier job.
    pub hosts: &'a [String],
}

impl Workflow<'_> {
    /// The file for a forge.
    pub fn file(&self, forge: Forge) -> Result<File> {
        #[derive(Serialize)]
        struct Values<'a> {
            folder: &'a str,
            branch: &'a str,
            nixward: &'a str,
            submodules: bool,
            hosts: &'a [String],
            host_list: String,
        }
        self.refuse_expressions()?;
        let host_list = serde_json::to_string(self.hosts)
            .map_err(|error| Error::internal("cannot write names of hosts").because(error))?;
        let text = forge.template().fill(Values {
            folder: self.folder,
            branch: self.branch,
            nixward: self.nixward,
            submodules: self.submodules,
            hosts: self.hosts,
            host_list,
        })?;
        let text = header::put_on(&format!("ci {}", forge.word()), &text);
        Ok(File { path: forge.path().to_owned(), text })
    }

    /// A forge would take such a text for a program of its own.
    fn refuse_expressions(&self) -> Result<()> {
        let said = [self.folder, self.branch, self.nixward];
        let hosts = self.hosts.iter().map(String::as_str);
        match said.into_iter().chain(hosts).find(|text| text.contains("${{")) {
            None => Ok(()),
            Some(text) => {
                Err(Error::input(format!("`{text}` would be an expression of the forge"))
                    .because("`${{` begins one, wherever it stands"))
            }
        }
    }
}

/// What makes GitLab read [`Forge::path`], where it reads nothing yet.
pub fn gitlab_start() -> Result<File> {
    let text = GITLAB_ROOT.fill(serde_json::json!({ "path": Forge::Gitlab.path() }))?;
    Ok(File { path: GITLAB_START.to_owned(), text: header::put_on("ci gitlab", &text) })
}
