//! The one integration test binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and looks at files and programs from outside"
)]

mod cases;
mod docs;
mod harness;
mod house;
mod layers;
<<<<<<< HEAD
mod proc;
=======
mod pure;
>>>>>>> b980df8 (pure: the refinement test, and what it found: a fault after an unknown is only a possible one)
mod streams;
mod tree;
