//! Hosts in waves.

use super::{Fleet, Share};

/// A group of hosts that is finished before the next begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostWave {
    /// Its name in `rollout.waves`; none where the inventory names no waves.
    pub name: Option<String>,
    /// The hosts, at least one.
    pub hosts: Vec<String>,
    /// Seconds to watch before the next one.
    pub bake: u64,
}

impl Fleet {
    /// Divides hosts into the waves of `rollout.waves`, empty ones left out: each into the one that it
    /// names, canaries into the first. The others follow in the order in which they are handed in, so
    /// that as many of them are done after each wave as its share says, at least one where it has a
    /// share; the last wave takes the rest. Without waves all hosts are one.
    pub fn waves<'h>(&self, hosts: impl IntoIterator<Item = &'h str>) -> Vec<HostWave> {
        let said = self.rollout.as_ref().map_or(&[][..], |rollout| &rollout.waves);
        let mut waves: Vec<HostWave> = said
            .iter()
            .map(|wave| HostWave {
                name: Some(wave.name.clone()),
                hosts: Vec::new(),
                bake: wave.bake.map_or(0, super::TimeSpan::seconds),
            })
            .collect();
        if waves.is_empty() {
            waves.push(HostWave { name: None, hosts: Vec::new(), bake: 0 });
        }
        let mut others = Vec::new();
        for name in hosts {
            match self.own_wave(name).and_then(|at| waves.get_mut(at)) {
                Some(wave) => wave.hosts.push(name.to_owned()),
                None => others.push(name.to_owned()),
            }
        }
        let all = others.len();
        let mut rest = others.into_iter();
        for (at, wave) in waves.iter_mut().enumerate() {
            let share = said.get(at).filter(|_| at + 1 < said.len()).map(|wave| wave.share);
            let after = match share {
                None => all,
                Some(None) => 0,
                Some(Some(share)) => share.of(all).max(1),
            };
            let done = all - rest.len();
            wave.hosts.extend(rest.by_ref().take(after.saturating_sub(done)));
        }
        waves.retain(|wave| !wave.hosts.is_empty());
        waves
    }

    /// The wave that a host asks for, by its place.
    fn own_wave(&self, name: &str) -> Option<usize> {
        let host = self.hosts.get(name)?;
        let waves = &self.rollout.as_ref()?.waves;
        match &host.wave {
            Some(wanted) => waves.iter().position(|wave| wave.name == wanted.as_str()),
            None => host.canary.then_some(0),
        }
    }
}

impl Share {
    /// How many that is of so many, rounded up; never more than there are.
    pub fn of(self, all: usize) -> usize {
        match self {
            Self::Hosts(hosts) => usize::try_from(hosts).unwrap_or(all).min(all),
            Self::Percent(percent) => (all * usize::from(percent)).div_ceil(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn waves(fleet: serde_json::Value, hosts: &str) -> Vec<String> {
        let fleet: Fleet = serde_json::from_value(fleet).unwrap();
        let waves = fleet.waves(hosts.split(' '));
        waves.iter().map(|wave| wave.hosts.join(" ")).collect()
    }

    #[test]
    fn without_waves_all_are_one() {
        assert_eq!(waves(json!({}), "a b c"), ["a b c"]);
    }

    #[test]
    fn hosts_go_where_they_ask_and_the_others_by_shares() {
        let fleet = json!({
            "rollout": { "waves": [
                { "name": "first", "share": "5%", "bake": "10m" }, { "name": "some", "share": "50%" },
                { "name": "named" }, { "name": "rest" },
            ] },
            "hosts": { "b": { "canary": true }, "c": { "wave": "rest" }, "d": { "wave": "named" } },
        });
        assert_eq!(waves(fleet.clone(), "a b c d e f g"), ["b a", "e", "d", "c f g"]);
        assert_eq!(waves(fleet.clone(), "c"), ["c"]);
        let fleet: Fleet = serde_json::from_value(fleet).unwrap();
        assert_eq!(fleet.waves(["x", "y"])[0].bake, 600);
    }

    #[test]
    fn shares_round_up() {
        assert_eq!(["5%", "0%", "100%"].map(|it| it.parse::<Share>().unwrap().of(30)), [2, 0, 30]);
        assert_eq!(Share::Hosts(3).of(2), 2);
    }
}
