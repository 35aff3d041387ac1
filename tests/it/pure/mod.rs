//! The evaluator without a store.

mod grammar;
mod refinement;
