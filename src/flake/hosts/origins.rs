//! What the inventory says of hosts that the flake defines; it comes before the flake's own word.

use super::Discovery;
use crate::flake::inventory::file::Inventory;
use crate::model::fleet::Target;
use crate::model::host::{Authority, HostKind, Place, Said};

impl Discovery {
    /// Takes over role, target and system from the inventory's entries of the same names.
    pub fn apply(&mut self, inventory: &Inventory) {
        let Some(fleet) = &inventory.fleet else { return };
        for discovered in &mut self.hosts {
            let host = &mut discovered.host;
            if host.kind == HostKind::Home {
                continue;
            }
            let Some(entry) = fleet.hosts.get(&host.name) else { continue };
            let at = inventory
                .host(&host.name)
                .map(|spot| Place { file: spot.file.to_string(), line: spot.line });
            let said = |value: String| Said { value, by: Authority::Inventory, at: at.clone() };
            if let Some(role) = entry.role {
                host.role = Some(said(role.as_str().to_owned()));
            }
            if let Some(system) = entry.system {
                host.system = Some(said(system.as_str().to_owned()));
            }
            if let Some(target) = &entry.target {
                host.target = Some(said(shown(&host.name, target)));
            }
        }
    }
}

/// `user@address:port`, the parts that are usual left out.
fn shown(name: &str, target: &Target) -> String {
    let address = target.addresses.first().map_or_else(|| name.to_owned(), ToString::to_string);
    let user = target.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
    let port = target.port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{user}{address}{port}")
}
