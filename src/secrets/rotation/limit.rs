//! How much may be under way at once.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::Dependent;

/// As the inventory says; none where it does not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// So many rotations.
    pub secrets: Option<usize>,
    /// So many hosts in all of them together.
    pub hosts: Option<usize>,
}

/// Whom rotations concern that are under way.
#[derive(Debug, Default)]
pub struct Busy {
    rotations: usize,
    hosts: BTreeSet<String>,
    /// The secret that is changed, by host and unit.
    units: BTreeMap<(String, String), String>,
}

impl Busy {
    /// Adds a rotation of a secret with these dependents.
    pub fn add<'d>(&mut self, file: &str, dependents: impl Iterator<Item = &'d Dependent>) {
        self.rotations += 1;
        for dependent in dependents {
            self.hosts.insert(dependent.host.clone());
            let units = units(dependent).map(|unit| (unit, file.to_owned()));
            self.units.extend(units);
        }
    }

    /// Why a rotation with these dependents cannot begin now: a sentence without a full stop.
    pub fn keeps_out<'d>(
        &self,
        limits: Limits,
        dependents: impl Iterator<Item = &'d Dependent> + Clone,
    ) -> Option<String> {
        for unit in dependents.clone().flat_map(units) {
            if let Some(file) = self.units.get(&unit) {
                let (host, unit) = unit;
                return Some(format!("{unit} on {host} is getting the new value of {file}"));
            }
        }
        if self.rotations == 0 {
            return None;
        }
        if let Some(most) = limits.secrets.filter(|most| self.rotations >= *most) {
            let count = self.rotations;
            return Some(format!("{count} under way, and `rollout.rotating.secrets` is {most}"));
        }
        let new: BTreeSet<&str> = dependents.map(|dependent| dependent.host.as_str()).collect();
        let more = new.iter().filter(|host| !self.hosts.contains(**host)).count();
        let count = self.hosts.len() + more;
        let most = limits.hosts.filter(|most| more > 0 && count > *most)?;
        Some(format!("it would be {count} hosts, and `rollout.rotating.hosts` allows {most}"))
    }
}

fn units(dependent: &Dependent) -> impl Iterator<Item = (String, String)> {
    let units = dependent.restart.iter().chain(&dependent.reload);
    units.map(|unit| (dependent.host.clone(), unit.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(host: &str, unit: &str) -> Dependent {
        let restart = if unit.is_empty() { Vec::new() } else { vec![unit.to_owned()] };
        Dependent { restart, ..Dependent::by_deployment(host) }
    }

    #[test]
    fn one_always_may_and_units_change_for_one_secret_at_a_time() {
        let limits = Limits { secrets: Some(2), hosts: Some(1) };
        let mut busy = Busy::default();
        let two = [on("a", "x.service"), on("b", "")];
        assert_eq!(busy.keeps_out(limits, two.iter()), None, "more hosts than allowed, but alone");
        busy.add("one.age", two.iter());
        let why = |busy: &Busy, one: Dependent| busy.keeps_out(limits, [one].iter());
        assert!(why(&busy, on("a", "x.service")).unwrap().contains("one.age"));
        assert_eq!(why(&busy, on("a", "y.service")), None);
        assert!(why(&busy, on("c", "")).unwrap().contains("3 hosts"));
        busy.add("two.age", [].iter());
        assert!(why(&busy, on("a", "")).unwrap().starts_with("2 under way"));
        assert_eq!(busy.keeps_out(Limits::default(), [on("c", "")].iter()), None);
    }
}
