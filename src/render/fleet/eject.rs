//! The option modules themselves, for a flake that is to do without nixward.

use crate::render::{Area, File};

/// Their folder, in that of rendered files.
const FOLDER: &str = "options";

macro_rules! modules {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../modules/", $path)))),+]
    };
}

const MONITORING: &[(&str, &str)] = modules!(
    "monitoring/agent.nix",
    "monitoring/default.nix",
    "monitoring/grafana.nix",
    "monitoring/server.nix",
    "monitoring/textfile.nix",
    "monitoring/textfile/boot.sh",
    "monitoring/textfile/secrets.sh",
    "monitoring/textfile/system.sh",
    "monitoring/textfile/zpool.sh",
);

const LOGGING: &[(&str, &str)] =
    modules!("logging/agent.nix", "logging/default.nix", "logging/server.nix");

/// The files of the module that declares the options of an area.
pub(super) fn files(area: Area) -> impl Iterator<Item = File> {
    let modules = match area {
        Area::Monitoring => MONITORING,
        Area::Logging => LOGGING,
    };
    modules
        .iter()
        .map(|(path, text)| File { path: format!("{FOLDER}/{path}"), text: (*text).to_owned() })
}

/// What the module of a host imports for an area.
pub(super) fn import(area: Area) -> String {
    format!("../{FOLDER}/{}", area.word())
}

/// Whether a path of the folder of rendered files belongs to the module of an area.
pub(in crate::render) fn holds(area: Area, path: &str) -> bool {
    path.strip_prefix(FOLDER)
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(|rest| rest.split('/').next() == Some(area.word()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{LOGGING, MONITORING};

    #[test]
    fn no_file_of_a_module_is_left_out() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("modules");
        let mut found = BTreeSet::new();
        let mut folders = vec![root.join("monitoring"), root.join("logging")];
        while let Some(folder) = folders.pop() {
            for entry in crate::fsx::list(&folder).unwrap() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        let listed = MONITORING.iter().chain(LOGGING).map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(found, listed);
    }
}
