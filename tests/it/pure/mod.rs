//! The evaluator without a store.

mod grammar;
mod lang;
mod recorded;
mod refinement;
mod regexes;
