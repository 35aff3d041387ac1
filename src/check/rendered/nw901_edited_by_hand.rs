//! NW901: a rendered file was edited by hand.

use crate::check::rule::{Check, Explain, Rule};
use crate::check::sink::Sink;
use crate::model::finding::Severity;
use crate::model::rendered::{Rendered, RenderedState};

pub static RULE: Rule = Rule {
    code: "NW901",
    name: "edited-by-hand",
    severity: Severity::Warning,
    summary: "A rendered file was edited by hand",
    explain: Explain {
        what: "A file of `render.dir` whose content is not what `nixward render` wrote, by the hash that\n\
manifest.json has of it, or something else at the path of a file that would be rendered. Line ends\n\
that git changes are no edit.",
        why: "The next `nixward render` refuses to go on, or loses the edit with --force. Whoever reads the\n\
inventory does not see what the host really does.",
        example: "modules/_rendered/hosts/nas.nix with `exporters = [ ]`, written by hand",
        instead: "The same in the inventory, or in a module of the host: its own value wins over a rendered one",
    },
    check: Check::Rendered(check),
};

fn check(rendered: &Rendered, sink: &mut Sink<'_>) {
    for file in rendered.files.iter().filter(|file| file.state.is_theirs()) {
        let message = match file.state {
            RenderedState::Foreign => "nixward did not write this file, and would render one here",
            RenderedState::Abandoned => {
                "this rendered file was edited by hand, and nothing needs it any more"
            }
            _ => "this rendered file was edited by hand",
        };
        sink.in_file(file.path.as_str(), None, message).help(
            "say it in the inventory or in a module of the host; see what was changed: nixward \
             render --diff; take the rendered one: nixward render --force",
        );
    }
}
