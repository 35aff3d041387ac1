//! Rules over everything that can be known of a flake: what a file says, what the lock pins, what
//! the tree holds, which hosts there are.
//!
//! - [`rule`] says what a rule is, `table` lists them, one file each: `<area>/nwNNN_<name>.rs`;
//! - [`input`] is what rules look at; what could not be had makes its rules *skipped*, not passed;
//! - [`summary`] is what a file says by itself, [`engine`] puts all together and sorts it;
//! - [`Settings`] is what the inventory and the command line change of that;
//! - [`fix`] is what becomes of the files where rules know how to mend what they find;
//! - [`fingerprint`](Fingerprint) is by what a finding is known again, [`Baseline`] a list of known ones;
//! - `hide` keeps secrets out of what is printed, whichever rules found them;
//! - `allow` is the comment that accepts a finding: `# nixward: allow NW101 reason`.

mod allow;
mod baseline;
mod budget;
mod engine;
mod evaluation;
mod files;
mod fingerprint;
pub mod fix;
mod flake;
mod fleet;
mod hide;
mod input;
mod known;
mod lint;
mod merge;
mod outcome;
mod plan;
mod policy;
mod reach;
mod rendered;
mod rule;
mod secrets;
mod settings;
mod sink;
mod summary;
mod syntax;
mod table;
mod texts;

pub use baseline::Baseline;
pub use budget::nw802_large_closure::{RULE as LARGE_CLOSURE, applies as has_closure_budget};
pub use engine::run;
pub use fingerprint::{Fingerprint, fingerprints};
pub use fleet::modules::{module_files, option_findings};
pub use hide::secrets_in;
pub use input::Input;
pub use outcome::{Outcome, Skipped};
pub use rule::Rule;
pub use secrets::plain::{is_worth_a_look, scan};
pub use settings::{NOT_CHOSEN, Settings};
pub use summary::{Summaries, may_be_kept};
pub use table::{RULES, find, suggest};
pub use texts::{Plain, plain};
