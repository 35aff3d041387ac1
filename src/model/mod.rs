//! Plain data that domains exchange: no behaviour beyond construction and display.

pub mod ask;
pub mod event;
pub mod exemption;
pub mod facts;
pub mod finding;
pub mod fleet;
pub mod host;
pub mod impact;
pub mod rendered;
pub mod report;
pub mod rule;
pub mod secrets;
