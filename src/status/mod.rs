//! How hosts are: asked over ssh alone, and of a monitoring server where there is one.
//!
//! [`SCRIPT`] is what a host runs; [`read`] takes its answer in, [`problems`] says what is not as it
//! should be; `monitoring` reads what Prometheus and Alertmanager answer.

mod health;
mod monitoring;
mod reading;

pub use health::{off_flake, problems};
pub use monitoring::{ALERTS, BUSY, alerts, busy, series};
pub use reading::{SCRIPT, read};
