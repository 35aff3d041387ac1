//! Plain data that domains exchange: no behaviour beyond construction and display.

pub mod finding;
