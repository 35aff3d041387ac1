//! The evaluator without a store.

mod differential;
mod frameworks;
pub mod grammar;
mod known;
mod lang;
mod limits;
mod modules;
mod nixpkgs_lib;
mod recorded;
pub mod refinement;
mod regexes;
mod rules;
