//! All alerts. Thresholds are those that are right for most fleets; the inventory changes them.

mod availability;
mod backup;
mod disks;
mod hardware;
mod plumbing;
mod security;
mod services;
mod slo;

use super::alert::{Alert, Group};

/// The groups, in order.
pub(in crate::render) const GROUPS: &[Group] = &[
    availability::GROUP,
    disks::GROUP,
    hardware::GROUP,
    services::GROUP,
    slo::GROUP,
    backup::GROUP,
    security::GROUP,
    plumbing::GROUP,
];

/// All alerts.
pub(super) fn alerts() -> impl Iterator<Item = &'static Alert> {
    GROUPS.iter().flat_map(|group| group.alerts)
}
