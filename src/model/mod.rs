//! Plain data that domains exchange: no behaviour beyond construction and display.

pub mod ask;
pub mod exemption;
pub mod finding;
pub mod fleet;
pub mod host;
pub mod report;
pub mod rule;
pub mod secrets;
