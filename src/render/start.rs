//! What a new fleet and a new host are made of.

use serde::Serialize;

use super::File;
use super::ci::UPSTREAM;
use super::engine::{Language, Template};
use crate::error::Result;
use crate::model::fleet::Role;

/// The release that a new fleet starts with, unless it is told another: the latest one.
pub const RELEASE: &str = "26.05";

macro_rules! template {
    ($path:literal) => {
        Template {
            name: $path,
            language: Language::Nix,
            text: include_str!(concat!("templates/", $path)),
        }
    };
}

const FLAKE: Template = template!("fleet/flake.nix.j2");
const FLEET: Template = template!("fleet/fleet.nix.j2");
const BASE: Template = template!("fleet/base.nix.j2");
const HOST: Template = template!("host/default.nix.j2");
const HARDWARE: Template = template!("host/hardware.nix.j2");
const ROW: Template = template!("host/row.nix.j2");

/// What a fleet starts with.
#[derive(Clone, Debug, Default)]
pub struct Fleet<'a> {
    /// The NixOS release; none where the flake has said it already.
    pub release: Option<&'a str>,
    /// Whoever administers it.
    pub admin: Option<Admin<'a>>,
    /// Whether the inventory lies in `hosts/` rather than beside `flake.nix`.
    pub in_hosts: bool,
}

/// Whoever administers a fleet.
#[derive(Clone, Debug, Serialize)]
pub struct Admin<'a> {
    /// Their login.
    pub name: &'a str,
    /// Their ssh keys.
    pub keys: &'a [String],
}

impl Fleet<'_> {
    /// The path of the inventory.
    pub fn inventory_path(&self) -> &'static str {
        if self.in_hosts { "hosts/fleet.nix" } else { "fleet.nix" }
    }

    /// A flake with no host yet.
    pub fn files(&self) -> Result<Vec<File>> {
        #[derive(Serialize)]
        struct Values {
            nixpkgs: String,
            nixward: &'static str,
            in_hosts: bool,
        }
        let release = self.release.unwrap_or(RELEASE);
        let nixpkgs = format!("github:NixOS/nixpkgs/nixos-{release}");
        let flake = FLAKE.fill(Values { nixpkgs, nixward: UPSTREAM, in_hosts: self.in_hosts })?;
        Ok(vec![
            File { path: "flake.nix".to_owned(), text: flake },
            self.inventory(Some(release), true, &[])?,
            File { path: "hosts/base.nix".to_owned(), text: BASE.fill(())? },
        ])
    }

    /// An inventory for a flake that is there already, with its hosts.
    pub fn adopting(&self, hosts: &[&str]) -> Result<File> {
        self.inventory(self.release, false, hosts)
    }

    fn inventory(&self, release: Option<&str>, own_flake: bool, hosts: &[&str]) -> Result<File> {
        #[derive(Serialize)]
        struct Values<'a> {
            release: Option<&'a str>,
            own_flake: bool,
            admin: Option<&'a Admin<'a>>,
            hosts: &'a [&'a str],
        }
        let own_flake = own_flake || self.admin.is_some();
        let values = Values { release, own_flake, admin: self.admin.as_ref(), hosts };
        Ok(File { path: self.inventory_path().to_owned(), text: FLEET.fill(values)? })
    }
}

/// What a host starts with.
#[derive(Clone, Debug)]
pub struct Host<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is used as.
    pub role: Role,
    /// Its platform.
    pub system: Option<&'a str>,
    /// The release it is installed with.
    pub release: &'a str,
    /// Where it stands.
    pub site: Option<&'a str>,
    /// How it is reached.
    pub addresses: &'a [String],
    /// The user to log in as.
    pub user: Option<&'a str>,
    /// Its ssh host key.
    pub host_key: Option<&'a str>,
    /// Its feature flags.
    pub features: &'a [String],
}

impl Host<'_> {
    /// The files of its folder. `sets_name`: whether it says its own name, which a base module of
    /// the fleet does otherwise.
    pub fn files(&self, folder: &str, sets_name: bool) -> Result<Vec<File>> {
        #[derive(Serialize)]
        struct Values<'a> {
            name: &'a str,
            role: &'a str,
            release: &'a str,
            sets_name: bool,
        }
        #[derive(Serialize)]
        struct Hardware {
            modules: &'static [&'static str],
        }
        let (name, role, release) = (self.name, self.role.as_str(), self.release);
        let host = HOST.fill(Values { name, role, release, sets_name })?;
        let hardware = HARDWARE.fill(Hardware { modules: self.modules() })?;
        Ok(vec![
            File { path: format!("{folder}/default.nix"), text: host },
            File { path: format!("{folder}/hardware.nix"), text: hardware },
        ])
    }

    /// What finds the disks of most machines of its kind at boot.
    fn modules(&self) -> &'static [&'static str] {
        match self.role {
            Role::Vm => &["virtio_pci", "virtio_blk", "virtio_scsi", "ahci", "sd_mod"],
            _ => &["nvme", "ahci", "xhci_pci", "usb_storage", "sd_mod"],
        }
    }

    /// Its entry in the inventory.
    pub fn row(&self) -> Result<String> {
        #[derive(Serialize)]
        struct Values<'a> {
            system: Option<&'a str>,
            role: &'a str,
            site: Option<&'a str>,
            target: bool,
            addresses: &'a [String],
            user: Option<&'a str>,
            host_key: Option<&'a str>,
            features: &'a [String],
        }
        ROW.fill(Values {
            system: self.system,
            role: self.role.as_str(),
            site: self.site,
            target: !self.addresses.is_empty() || self.user.is_some() || self.host_key.is_some(),
            addresses: self.addresses,
            user: self.user,
            host_key: self.host_key,
            features: self.features,
        })
    }
}
