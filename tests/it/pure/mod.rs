//! The evaluator without a store.

mod differential;
mod frameworks;
mod grammar;
mod lang;
mod nixpkgs_lib;
mod recorded;
mod refinement;
mod regexes;
