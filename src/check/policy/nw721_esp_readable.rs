//! NW721: everybody can read the EFI system partition.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;

use super::{option, there};

pub static RULE: Rule = Rule {
    code: "NW721",
    name: "esp-readable",
    severity: Severity::Info,
    summary: "Everybody on the host can read the EFI system partition",
    explain: Explain {
        what: "A host that boots with systemd-boot or Lanzaboote and mounts the EFI system partition (FAT) without\n\
`umask` or `fmask` that keep other users out.",
        why: "The random seed of systemd-boot lies there, and secrets of the initrd may. `bootctl` calls it a\n\
security hole.",
        example: r#"fileSystems."/boot" = { device = "/dev/disk/by-label/ESP"; fsType = "vfat"; };"#,
        instead: r#"fileSystems."/boot".options = [ "umask=0077" ];"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let facts = &host.evaluated.facts;
        let Some(boot) = facts.boot.value() else { continue };
        let Some(esp) = boot.esp.as_deref() else { continue };
        let has_seed =
            boot.loaders.iter().any(|name| name == "systemd-boot" || name == "lanzaboote");
        let mount = there(&facts.file_systems).and_then(|all| all.get(esp));
        let Some(mount) = mount.filter(|_| has_seed) else { continue };
        if mount.fs_type.as_deref() == Some("vfat") && !is_kept(&mount.options) {
            let options = option(&["fileSystems", esp, "options"]);
            let place = known.at_option(host.name, &[&options, &option(&["fileSystems", esp])]);
            let message = format!(
                "everybody on the host can read {esp}, with the seed of its random numbers"
            );
            known
                .report(sink, host.name, &place, message)
                .help(format!("fileSystems.\"{esp}\".options = [ \"umask=0077\" ];"));
        }
    }
}

/// Whether options of FAT keep other users from reading files.
fn is_kept(options: &[String]) -> bool {
    let all = options.iter().flat_map(|options| options.split(','));
    let mut masks = all.filter_map(|option| {
        let (name, mask) = option.split_once('=')?;
        matches!(name, "umask" | "fmask").then(|| u32::from_str_radix(mask, 8).ok())?
    });
    masks.any(|mask| mask & 0o4 != 0)
}
