//! What became of a host, and how that is known.

use crate::context::Context;
use crate::flake::definition;
use crate::model::event::{Event, Events as _};
use crate::model::facts::{Evaluated, FactError, HostState};
use crate::nix::footprint::{Lacking, Origin};
use crate::tree::{RelPath, Source};

/// A host and what is known of it.
pub struct HostAnswer {
    /// Its attribute name.
    pub host: String,
    /// What is known.
    pub state: HostState,
    /// Where that is from; none for a host of which nothing is known.
    pub origin: Option<Origin>,
    /// Why it depends on every visible file, if it does: each with file and line.
    pub bound: Vec<String>,
    /// Why it will not be remembered; none where it is.
    pub not_kept: Option<String>,
}

impl HostAnswer {
    /// An answer that nobody remembers.
    pub(super) fn not_kept(host: &str, state: HostState, why: &str) -> Self {
        let origin = match state {
            HostState::Known(_) => Some(Origin::Fresh(vec![why.to_owned()])),
            HostState::Unknown(_) => None,
        };
        let not_kept = Some(why.to_owned());
        Self { host: host.to_owned(), state, origin, bound: Vec::new(), not_kept }
    }

    /// A host of which nothing is known.
    pub(super) fn unknown(host: &str, why: String) -> Self {
        let state = HostState::Unknown(why);
        Self { host: host.to_owned(), state, origin: None, bound: Vec::new(), not_kept: None }
    }
}

/// Why a host cannot be evaluated here.
pub(super) fn lacks(lacking: &Lacking) -> String {
    format!("input {} not in the store: {}", lacking.input, lacking.why)
}

/// Says that a host was evaluated.
pub(super) fn tell(context: &Context, evaluated: &Evaluated) {
    context.ui.send(&Event::Evaluated {
        host: evaluated.host.clone(),
        ms: evaluated.ms,
        errors: evaluated.facts.errors().len(),
    });
}

/// Completes the places of errors from the files as they are.
pub(super) fn complete(source: &Source, evaluated: &mut Evaluated) {
    evaluated.facts.errors_mut().for_each(|error| find_line(source, error));
}

/// Finds the line of the definition where Nix names the option and the file alone.
fn find_line(source: &Source, error: &mut FactError) {
    let (Some(at), Some(option)) = (&mut error.at, &error.option) else { return };
    if at.own && at.line.is_none() {
        let text = RelPath::new(&at.file).and_then(|file| source.tree.read_text(&file).ok());
        at.line = text.and_then(|text| definition::line_of(&text, option));
    }
}
