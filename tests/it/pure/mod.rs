//! The evaluator without a store.

mod differential;
mod frameworks;
mod grammar;
mod lang;
mod recorded;
mod refinement;
mod regexes;
