//! 8xx: what hosts may cost.

pub mod nw801_slow_evaluation;
pub mod nw802_large_closure;
pub mod nw803_failing_hosts;
pub mod nw804_long_boot_menu;

use crate::check::fleet::steps;
use crate::flake::inventory::Step;
use crate::model::fleet::{Budgets, Fleet};

/// The budget of a host and where it is written: that of its own entry, else that of the fleet.
fn budget<T>(
    said: &Fleet,
    host: &str,
    key: &str,
    of: impl Fn(&Budgets) -> Option<T>,
) -> Option<(T, Vec<Step>)> {
    let own = said.hosts.get(host).and_then(|entry| entry.budgets.as_ref()).and_then(&of);
    if let Some(own) = own {
        return Some((own, steps!["hosts", host, "budgets", key].to_vec()));
    }
    let common = said.budgets.as_ref().and_then(of)?;
    Some((common, steps!["budgets", key].to_vec()))
}
