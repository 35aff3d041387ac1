//! Restarting the units whose secrets have changed.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::{Item, Manifest, OWN};
use crate::error::{Error, Result};
use crate::fsx;
use crate::proc::Program;

/// Files that switch-to-configuration reads after the activation: units to restart, and to reload.
const RESTART: &str = "/run/nixos/activation-restart-list";
const RELOAD: &str = "/run/nixos/activation-reload-list";

/// Who restarts units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// The script that activates the configuration, which is told by files.
    Activation,
    /// systemd, which is told by `systemctl`.
    Systemd,
}

/// Units that are to be told.
#[derive(Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Units {
    restart: BTreeSet<String>,
    reload: BTreeSet<String>,
}

impl Units {
    /// Those of items that have changed.
    pub(super) fn of<'a>(changed: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut units = Self::default();
        for item in changed {
            units.restart.extend(item.restart_units.iter().cloned());
            units.reload.extend(item.reload_units.iter().cloned());
        }
        units
    }

    fn is_empty(&self) -> bool {
        self.restart.is_empty() && self.reload.is_empty()
    }

    /// Remembers them until [`tell`] has told them, with those of a run that did not come so far.
    pub(super) fn remember(mut self, manifest: &Manifest) -> Result<()> {
        let left = remembered(manifest)?;
        self.restart.extend(left.restart);
        self.reload.extend(left.reload);
        if self.is_empty() {
            return Ok(());
        }
        let text =
            serde_json::to_vec(&self).map_err(|error| Error::internal("units").because(error))?;
        fsx::write_private(&file(manifest), &text)
    }
}

/// Sees to it that those which are remembered are restarted: whoever is both is restarted only.
pub(super) fn tell(manifest: &Manifest, manager: Option<Manager>) -> Result<Vec<String>> {
    let Some(manager) = manager else { return Ok(Vec::new()) };
    let units = remembered(manifest)?;
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let restart: Vec<&String> = units.restart.iter().collect();
    let reload: Vec<&String> = units.reload.difference(&units.restart).collect();
    match manager {
        Manager::Activation => {
            append(Path::new(RESTART), &restart)?;
            append(Path::new(RELOAD), &reload)?;
        }
        Manager::Systemd => {
            systemctl("try-restart", &restart)?;
            systemctl("try-reload-or-restart", &reload)?;
        }
    }
    fsx::remove(&file(manifest))?;
    let named = restart.iter().map(|unit| format!("{unit} is restarted"));
    Ok(named.chain(reload.iter().map(|unit| format!("{unit} is reloaded"))).collect())
}

fn file(manifest: &Manifest) -> std::path::PathBuf {
    manifest.mount_point.join(format!("{OWN}units"))
}

fn remembered(manifest: &Manifest) -> Result<Units> {
    let path = file(manifest);
    if fsx::lstat(&path)?.is_none() {
        return Ok(Units::default());
    }
    serde_json::from_slice(&fsx::read(&path)?)
        .map_err(|error| Error::input(format!("{} cannot be read", path.display())).because(error))
}

fn append(list: &Path, units: &[&String]) -> Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let mut text = match fsx::lstat(list)? {
        Some(_) => fsx::read_text(list)?,
        None => String::new(),
    };
    for unit in units {
        if !text.lines().any(|known| known == *unit) {
            text.push_str(unit);
            text.push('\n');
        }
    }
    if let Some(folder) = list.parent() {
        fsx::create_folder(folder)?;
    }
    fsx::write(list, text.as_bytes())
}

fn systemctl(verb: &str, units: &[&String]) -> Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    Program::new("systemctl").args(["--no-block", verb, "--"]).args(units).run().map(drop)
}
