//! What is known of a flake from its files alone.

pub mod agreement;
pub mod around;
pub mod definition;
pub mod hosts;
pub mod inventory;
pub mod lock;
pub mod manifest;
pub mod open;
pub mod options;
pub mod reference;
pub mod secrets;
pub mod similar;
pub mod statement;
pub mod written;
