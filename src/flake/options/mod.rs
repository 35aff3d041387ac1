//! Option facts: what NixOS declares, what it calls by another name now, and what is gone.
//!
//! Two tables say so. The one that is built in (`nixos.tsv`) has the options that matter to a fleet,
//! each with the dated source that it was read from; it knows far from all options, so that what it
//! lacks is [`Answer::NotCovered`]. One made from a nixpkgs with Nix (`nixward options update`) has
//! them all, and can say of a name that there is no such option.

mod import;
mod judge;
mod kind;
mod path;
mod pin;
mod release;
mod table;
mod text;

pub use import::import;
pub use judge::{Judge, Problem, Wrong, declared_by, disables_modules};
pub use kind::{Kind, Value};
pub use path::OptionPath;
pub use pin::{Pin, Pinned, cache, pins_of};
pub use release::{Moment, Release};
pub use table::{Answer, Fact, Row, Source, Table};
