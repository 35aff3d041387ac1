//! Nodes of deploy-rs: `deploy.nodes.<name>` with `hostname` and `sshUser`.

use super::{Discovery, Output, Search};
use crate::model::host::{Authority, Said};
use crate::pure::value::{Attr, Value};

impl Search<'_> {
    /// A node of the name of a host says how that host is reached; it is no host of its own.
    pub(super) fn read_deploy_rs(&mut self, flake: Value, discovery: &mut Discovery) {
        let (found, attrs) = self.names_of(flake, &["deploy", "nodes"]);
        for attr in &attrs {
            let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name)).into_owned();
            let target = self.target_of(attr);
            let hosts = discovery.hosts.iter_mut().map(|discovered| &mut discovered.host);
            for host in hosts.filter(|host| host.name == name && host.target.is_none()) {
                host.target.clone_from(&target);
            }
        }
        discovery.outputs.extend(found.map(|found| (Output::DeployRs, found)));
    }

    fn target_of(&mut self, attr: &Attr) -> Option<Said<String>> {
        let node = self.ev.force(attr.value).ok()?;
        let host = self.ev.get(node, "hostname").ok()??;
        let host = self.ev.text(host)?;
        let user = self.ev.get(node, "sshUser").ok().flatten();
        let user = user.and_then(|user| self.ev.text(user));
        let value = match user {
            Some(user) => format!("{user}@{host}"),
            None => host,
        };
        let at = self.ev.attr_place(attr.pos).and_then(|place| self.place(&place));
        Some(Said { value, by: Authority::DeployRs, at })
    }
}
