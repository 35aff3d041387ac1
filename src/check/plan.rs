//! Rules sorted by what they look at. Those over the text of a file come with its summary.

use super::input::{Flake, Fleet, Hosts, Placed, Rotating, Run, Secrets, Text, Whole};
use super::known::Known;
use super::rule::{Check, Rule};
use super::sink::Sink;
use crate::flake::hosts::Discovery;
use crate::flake::lock::{Lock, Reading};
use crate::model::fleet;
use crate::model::rendered::Rendered;
use crate::model::secrets::SecretMatrix;

type With<Check> = Vec<(&'static Rule, Check)>;

#[derive(Default)]
pub(super) struct Plan {
    pub(super) placed: With<fn(&Placed, &mut Sink)>,
    pub(super) text: With<fn(&Text, &mut Sink)>,
    pub(super) whole: With<fn(&Whole, &mut Sink)>,
    pub(super) flake: With<fn(&Flake, &mut Sink)>,
    pub(super) lock_text: With<fn(&Flake, &Reading, &mut Sink)>,
    pub(super) lock: With<fn(&Flake, &Lock, &mut Sink)>,
    pub(super) inventory: With<fn(&Fleet, &mut Sink)>,
    pub(super) fleet: With<fn(&Fleet, &fleet::Fleet, &mut Sink)>,
    pub(super) fleet_hosts: With<fn(&Fleet, &fleet::Fleet, &Discovery, &mut Sink)>,
    pub(super) hosts: With<fn(&Hosts, &mut Sink)>,
    pub(super) all_hosts: With<fn(&Hosts, &mut Sink)>,
    pub(super) secrets: With<fn(&Secrets, &mut Sink)>,
    pub(super) rotations: With<fn(&Rotating, &mut Sink)>,
    pub(super) host_keys: With<fn(&Secrets, &Discovery, &mut Sink)>,
    pub(super) rendered: With<fn(&Rendered, &mut Sink)>,
    pub(super) rendered_hosts: With<fn(&Rendered, &Discovery, &mut Sink)>,
    pub(super) known: With<fn(&Known, &mut Sink)>,
    pub(super) known_fleet: With<fn(&Known, &fleet::Fleet, &mut Sink)>,
    pub(super) known_closures: With<fn(&Known, &fleet::Fleet, &mut Sink)>,
    pub(super) known_keys: With<fn(&Known, &SecretMatrix, &mut Sink)>,
    pub(super) run: With<fn(&Run, &mut Sink)>,
}

impl Plan {
    pub(super) fn new(rules: &[&'static Rule]) -> Self {
        let mut plan = Self::default();
        for &rule in rules {
            match rule.check {
                Check::File(_) | Check::Expr(..) => {}
                Check::Text(check) => plan.text.push((rule, check)),
                Check::Placed(check) => plan.placed.push((rule, check)),
                Check::Whole(check) => plan.whole.push((rule, check)),
                Check::Flake(check) => plan.flake.push((rule, check)),
                Check::LockText(check) => plan.lock_text.push((rule, check)),
                Check::Lock(check) => plan.lock.push((rule, check)),
                Check::Inventory(check) => plan.inventory.push((rule, check)),
                Check::Fleet(check) => plan.fleet.push((rule, check)),
                Check::FleetHosts(check) => plan.fleet_hosts.push((rule, check)),
                Check::Hosts(check) => plan.hosts.push((rule, check)),
                Check::AllHosts(check) => plan.all_hosts.push((rule, check)),
                Check::Secrets(check) => plan.secrets.push((rule, check)),
                Check::Rotations(check) => plan.rotations.push((rule, check)),
                Check::HostKeys(check) => plan.host_keys.push((rule, check)),
                Check::Rendered(check) => plan.rendered.push((rule, check)),
                Check::RenderedHosts(check) => plan.rendered_hosts.push((rule, check)),
                Check::Known(check) => plan.known.push((rule, check)),
                Check::KnownFleet(check) => plan.known_fleet.push((rule, check)),
                Check::KnownClosures(check) => plan.known_closures.push((rule, check)),
                Check::KnownKeys(check) => plan.known_keys.push((rule, check)),
                Check::Run(check) => plan.run.push((rule, check)),
            }
        }
        plan
    }
}
