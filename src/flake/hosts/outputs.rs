//! From the flake's value to its hosts.

use super::{Discovered, Discovery, Found, Output, Search, Setting, only_value};
use crate::model::host::{Authority, Host, Place, Said, Unknown};
use crate::pure::value::{Attr, Thunk, Value};

/// The outputs in which each host has an attribute of its own.
const CONFIGURATIONS: &[Output] = &[Output::Nixos, Output::Darwin, Output::Home];

impl Search<'_> {
    pub(super) fn read_outputs(&mut self, flake: Thunk, discovery: &mut Discovery) {
        let flake = match self.ev.force(flake) {
            Ok(flake) => flake,
            Err(fault) => {
                discovery.failure = Some(self.explain(&fault));
                return;
            }
        };
        for output in CONFIGURATIONS {
            let (found, attrs) = self.names_of(flake, &[output.path()]);
            for attr in attrs.iter().filter(|attr| !attr.maybe) {
                discovery.hosts.push(self.host(*output, attr));
            }
            discovery.outputs.extend(found.map(|found| (*output, found)));
        }
        self.read_colmena(flake, discovery);
        self.read_deploy_rs(flake, discovery);
    }

    /// The names of the set at a path of the outputs; none where the flake has no such output.
    pub(super) fn names_of(&mut self, flake: Value, path: &[&str]) -> (Option<Found>, Vec<Attr>) {
        let mut value = flake;
        for name in path {
            match self.ev.get(value, name) {
                Ok(Some(next)) => value = next,
                Ok(None) => return (None, Vec::new()),
                Err(fault) => {
                    let found =
                        Found { incomplete: Some(self.explain(&fault)), ..Found::default() };
                    return (Some(found), Vec::new());
                }
            }
        }
        match value {
            Value::Set(set) => {
                let data = self.ev.heap.set_data(set);
                let attrs = self.ev.heap.by_name(&data);
                let text = |attr: &Attr| {
                    String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name)).into_owned()
                };
                let (maybe, names): (Vec<&Attr>, Vec<&Attr>) =
                    attrs.iter().partition(|attr| attr.maybe);
                let found = Found {
                    names: names.into_iter().map(text).collect(),
                    maybe: maybe.into_iter().map(text).collect(),
                    incomplete: data.open.map(|cause| self.cause(cause)),
                };
                (Some(found), attrs)
            }
            Value::Unknown(cause) => {
                let incomplete = Some(self.cause(cause));
                (Some(Found { incomplete, ..Found::default() }), Vec::new())
            }
            _ => {
                let why = format!("{} is not an attribute set", path.join("."));
                let incomplete = Some(Unknown { why, at: None });
                (Some(Found { incomplete, ..Found::default() }), Vec::new())
            }
        }
    }

    /// A host that has its own attribute in an output.
    fn host(&mut self, output: Output, attr: &Attr) -> Discovered {
        let mut discovered = self.bare_host(output, attr);
        match self.ev.force(attr.value) {
            Ok(value) => self.read_configuration(value, &mut discovered),
            Err(fault) => discovered.host.unknown.push(self.explain(&fault)),
        }
        discovered.host.files = super::modules::files_of(&discovered.edges);
        discovered
    }

    pub(super) fn bare_host(&mut self, output: Output, attr: &Attr) -> Discovered {
        let name = String::from_utf8_lossy(self.ev.heap.symbols.name(attr.name)).into_owned();
        let at = self.ev.attr_place(attr.pos).and_then(|place| self.place(&place));
        let how = match (&at, output.path()) {
            (Some(_), path) => format!("{path}, written out"),
            (None, path) => format!("{path}, computed"),
        };
        let host = Host {
            name,
            kind: output.kind(),
            how,
            at,
            system: None,
            role: None,
            target: None,
            modules: 0,
            files: Vec::new(),
            unknown: Vec::new(),
        };
        Discovered {
            host,
            edges: std::collections::BTreeSet::new(),
            definitions: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// Reads what a call of `nixosSystem` and its like was given. The known libraries leave it in
    /// `_nixward`; any other value keeps its secret.
    fn read_configuration(&mut self, value: Value, discovered: &mut Discovered) {
        let arguments = match self.arguments_of(value) {
            Ok(Some(arguments)) => arguments,
            Ok(None) => {
                let why = "how this host is built is not known without evaluating it".to_owned();
                discovered.host.unknown.push(match value {
                    Value::Unknown(cause) => self.cause(cause),
                    _ => Unknown { why, at: discovered.host.at.clone() },
                });
                return;
            }
            Err(fault) => {
                discovered.host.unknown.push(self.explain(&fault));
                return;
            }
        };
        discovered.host.system = self.system_of(arguments).map(|value| Said {
            value,
            by: Authority::Flake,
            at: discovered.host.at.clone(),
        });
        self.follow_modules(arguments, discovered);
        if let Some(platform) = platform_of(discovered) {
            discovered.host.system = Some(platform);
        }
    }

    fn arguments_of(&mut self, value: Value) -> crate::pure::Eval<Option<Value>> {
        let Value::Set(set) = value else { return Ok(None) };
        let name = self.ev.heap.symbols.intern(b"_nixward");
        if self.ev.heap.set_data(set).get(name).is_none() {
            return Ok(None);
        }
        let Some(marker) = self.ev.get(value, "_nixward")? else { return Ok(None) };
        self.ev.get(marker, "args")
    }

    fn system_of(&mut self, arguments: Value) -> Option<String> {
        let system = self.ev.get(arguments, "system").ok()??;
        self.ev.text(system)
    }
}

/// What the modules say that a host runs on; it wins over the argument `system`.
fn platform_of(discovered: &Discovered) -> Option<Said<String>> {
    let definition = only_value(&discovered.definitions, Setting::HostPlatform)?;
    let at = definition.at.as_ref();
    Some(Said {
        value: definition.value.clone()?,
        by: Authority::Flake,
        at: at.map(|at| Place { file: at.file.to_string(), line: at.line }),
    })
}
