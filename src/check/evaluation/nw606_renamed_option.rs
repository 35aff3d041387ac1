//! NW606: an option has another name now.

use crate::check::known::Known;
use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::flake::hosts::Discovered;
use crate::flake::written;
use crate::model::facts::{Evaluated, HostState};
use crate::model::finding::Severity;
use crate::model::host::HostKind;
use crate::tree::RelPath;

use super::said::{self, Renamed};

pub static RULE: Rule = Rule {
    code: "NW606",
    name: "renamed-option",
    severity: Severity::Warning,
    summary: "An option has another name now",
    explain: Explain {
        what: "A definition of an option that NixOS or Home Manager has renamed, in each file that still uses the\n\
old name. `--fix` writes the new name where every host was evaluated, all hosts that use the file\n\
say the same, and the file sets the option by a plain path with a place for the new name. An option\n\
that takes another kind of value under its new name is left to a person.",
        why: "The old name still works and will be gone in a later release.",
        example: r#"boot.extraTTYs = [ "tty8" ];"#,
        instead: r#"console.extraTTYs = [ "tty8" ];"#,
    },
    check: Check::Known(check),
};

fn check(known: &Known<'_>, sink: &mut Sink<'_>) {
    for host in known.hosts() {
        let warnings = host.evaluated.facts.warnings.value().into_iter().flatten();
        for renamed in warnings.filter_map(|text| said::renamed(text)) {
            for file in &renamed.files {
                report(known, host.name, file, &renamed, sink);
            }
        }
    }
}

fn report(known: &Known<'_>, host: &str, file: &str, renamed: &Renamed<'_>, sink: &mut Sink<'_>) {
    let Renamed { option, to, changed, .. } = *renamed;
    let own = known.own(file);
    let kind = if changed { " and takes another kind of value" } else { "" };
    let whose = said::whose(own.as_ref(), file);
    let message = format!("`{option}` is called `{to}` now{kind}{whose}");
    let place = known.at_file(host, Some(file), option);
    let draft = known.report(sink, host, &place, message);
    let fix = own.filter(|file| !changed && all_say_so(known, file, renamed)).and_then(|file| {
        let text = known.text(&file);
        let mut written = text.options.iter().filter(|written| written.option == option);
        let only = written.next().filter(|_| written.next().is_none())?;
        written::renamed(&text.bytes, only, to)
    });
    if changed {
        draft.help(format!("see `{to}` in the manual for what it takes"));
    }
    draft.fix(fix);
}

/// Whether all hosts were evaluated, and those that use the file know the new name.
fn all_say_so(known: &Known<'_>, file: &RelPath, renamed: &Renamed<'_>) -> bool {
    let says_so = |evaluated: &Evaluated| {
        let warnings = evaluated.facts.warnings.value().into_iter().flatten();
        warnings.filter_map(|text| said::renamed(text)).any(|other| {
            (other.option, other.to) == (renamed.option, renamed.to)
                && other.files.contains(&file.as_str())
        })
    };
    let Some(discovery) = known.discovery else { return false };
    let says = |host: &str| match known.facts.hosts.get(host) {
        Some(HostState::Known(evaluated)) => says_so(evaluated),
        Some(HostState::Unknown(_)) | None => false,
    };
    let uses_not = |found: &Discovered| {
        found.host.complete() && !found.host.files.iter().any(|used| used == file.as_str())
    };
    let is_listed = |host: &String| known.discovered(host).is_some();
    known.facts.hosts.keys().all(|host| is_listed(host) || says(host))
        && discovery.hosts.iter().all(|found| {
            found.host.kind == HostKind::Nixos && says(&found.host.name) || uses_not(found)
        })
}
