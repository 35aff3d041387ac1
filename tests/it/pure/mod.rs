//! The evaluator without a store.

mod grammar;
mod recorded;
mod refinement;
mod regexes;
