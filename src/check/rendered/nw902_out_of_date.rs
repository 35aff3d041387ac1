//! NW902: rendered files are out of date.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::rendered::{Rendered, RenderedState};

pub static RULE: Rule = Rule {
    code: "NW902",
    name: "out-of-date",
    severity: Severity::Warning,
    summary: "A rendered file is out of date",
    explain: Explain {
        what: "A file that `nixward render` would write otherwise, add or remove, because the inventory or\n\
nixward itself has changed since. It looks only where something was rendered.",
        why: "Hosts do what the inventory said then, not what it says now.",
        example: "a new host in fleet.nix, and no modules/_rendered/hosts/new.nix",
        instead: "nixward render, in the commit that changes the inventory",
    },
    check: Check::Rendered(check),
};

fn check(rendered: &Rendered, sink: &mut Sink<'_>) {
    for file in &rendered.files {
        let message = match file.state {
            RenderedState::New => "this file has not been rendered yet",
            RenderedState::Missing => "this rendered file is gone",
            RenderedState::Outdated => "this rendered file is out of date",
            RenderedState::Unneeded => "nothing needs this rendered file any more",
            RenderedState::Current
            | RenderedState::Edited
            | RenderedState::Foreign
            | RenderedState::Abandoned => continue,
        };
        let is_there = matches!(file.state, RenderedState::Outdated | RenderedState::Unneeded);
        let (place, message) = if is_there {
            (&file.path, message.to_owned())
        } else {
            (&rendered.manifest, format!("{}: {message}", file.path))
        };
        sink.in_file(place.as_str(), None, message)
            .help("nixward render; see what would change: nixward render --diff");
    }
}
