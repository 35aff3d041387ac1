//! Everything that a Nix takes its settings from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Nix;
use crate::error::Result;
use crate::fsx;

/// Settings files that include one another more deeply go round.
const INCLUDES_ALLOWED: u32 = 8;

impl Nix {
    /// All of it as one text: files with what they include, and variables.
    pub(super) fn configuration(&self) -> Result<String> {
        let mut text = String::new();
        for file in self.settings_files() {
            read_settings(&file, 0, &mut text)?;
        }
        for (name, value) in self.own_variables() {
            let _ = writeln!(text, "{}={}", name.display(), value.display());
        }
        Ok(text)
    }

    fn settings_files(&self) -> Vec<PathBuf> {
        let system = self.variable("NIX_CONF_DIR").unwrap_or_else(|| "/etc/nix".into());
        let mut files = vec![PathBuf::from(system).join("nix.conf")];
        if let Some(named) = self.variable("NIX_USER_CONF_FILES") {
            files.extend(std::env::split_paths(&named));
            return files;
        }
        let home = self.variable("HOME").map(PathBuf::from);
        let config = self.variable("XDG_CONFIG_HOME").map(PathBuf::from);
        files.extend(config.or_else(|| Some(home?.join(".config"))));
        let shared = self.variable("XDG_CONFIG_DIRS").unwrap_or_else(|| "/etc/xdg".into());
        files.extend(std::env::split_paths(&shared));
        for folder in files.iter_mut().skip(1) {
            folder.push("nix/nix.conf");
        }
        files
    }
}

fn read_settings(file: &Path, depth: u32, text: &mut String) -> Result<()> {
    let _ = writeln!(text, "# {}", file.display());
    if depth > INCLUDES_ALLOWED || !fsx::stat(file)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(());
    }
    let content = String::from_utf8_lossy(&fsx::read(file)?).into_owned();
    text.push_str(&content);
    for line in content.lines() {
        let mut words = line.split_whitespace();
        if let (Some("include" | "!include"), Some(name)) = (words.next(), words.next()) {
            let folder = file.parent().unwrap_or(Path::new("/"));
            read_settings(&folder.join(name), depth + 1, text)?;
        }
    }
    Ok(())
}
