//! 4xx: the inventory, and the hosts it speaks of.

pub mod nw401_inventory_mistake;
pub mod nw402_unknown_setting;
pub mod nw403_past_date;
pub mod nw404_host_not_in_flake;
pub mod nw405_host_not_in_inventory;
pub mod nw406_contradicts_flake;
pub mod nw407_shared_address;
pub mod nw408_shared_key;
pub mod nw409_shared_host_id;
pub mod nw410_host_name_differs;
pub mod nw411_target_of_another;
pub mod nw412_contradiction;
pub mod nw413_dependency_cycle;
pub mod nw414_feature_cycle;
pub mod nw415_feature_conflict;
pub mod nw416_unmet_requirement;
pub mod nw417_missing_feature_module;
pub mod nw418_address_outside_segment;
pub mod nw419_unreached_module;
pub mod nw420_unused_exemption;
pub mod nw421_old_option_name;
pub mod nw422_gone_option;
pub mod nw423_wrong_option_type;
pub mod nw424_no_such_option;

mod cycles;
mod marks;
pub(super) mod modules;
mod unreached;

use super::input::Fleet;
use super::sink::{Draft, Sink};
use crate::flake::inventory::Step;

impl Fleet<'_> {
    /// A finding about a value of the inventory, by the way that leads to it.
    fn at<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        steps: &[Step],
        message: impl Into<String>,
    ) -> &'s mut Draft {
        match self.inventory.spots.find(steps) {
            Some(spot) => sink.in_file(spot.file.as_str(), Some(spot.span), message),
            None => sink.in_file(self.inventory.file.as_str(), None, message),
        }
    }

    /// Where a value of the inventory stands, for the text of a finding about another one.
    fn place(&self, steps: &[Step]) -> String {
        match self.inventory.spots.find(steps) {
            Some(spot) => format!("{}:{}", spot.file, spot.line),
            None => self.inventory.file.to_string(),
        }
    }
}

/// The way to a value, from keys and positions.
macro_rules! steps {
    ($($step:expr),+ $(,)?) => { [$($crate::flake::inventory::Step::from($step)),+] };
}
pub(super) use steps;
