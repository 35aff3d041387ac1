//! Who needs whom, and circles in that.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fleet::{Fleet, Host};

/// The hosts that must be up to date before this one: those that its `dependsOn` names, tags
/// resolved. A host that has the tag itself does not wait for itself.
pub fn needs<'a>(fleet: &'a Fleet, name: &'a str, host: &'a Host) -> impl Iterator<Item = &'a str> {
    host.depends_on.iter().flat_map(move |need| {
        let named = need.as_str();
        let tag = named.strip_prefix('@');
        fleet.hosts.iter().filter_map(move |(other, entry)| {
            let meant = match tag {
                Some(tag) => other != name && entry.tags.iter().any(|own| own == tag),
                None => other == named,
            };
            meant.then_some(other.as_str())
        })
    })
}

/// One circle through each group of nodes that reach one another, from its first node on.
pub fn cycles<'a>(edges: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut settled = BTreeSet::new();
    for &start in edges.keys() {
        if settled.contains(start) {
            continue;
        }
        if let Some(cycle) = shortest_way_back(edges, start) {
            settled.extend(cycle.iter().copied());
            found.push(cycle);
        }
    }
    found
}

/// The nodes of the shortest circle through `start`.
fn shortest_way_back<'a>(
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    start: &'a str,
) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &next in edges.get(node).into_iter().flatten() {
            if next == start {
                let mut way = vec![node];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if let std::collections::btree_map::Entry::Vacant(entry) = came_from.entry(next) {
                entry.insert(node);
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::cycles;

    #[test]
    fn circles_once_each() {
        let edges = [("a", vec!["b"]), ("b", vec!["c", "d"]), ("c", vec!["a"]), ("e", vec!["e"])];
        assert_eq!(cycles(&edges.into()), [vec!["a", "b", "c"], vec!["e"]]);
        assert!(cycles(&[("a", vec!["b", "c"]), ("b", vec!["c"])].into()).is_empty());
    }
}
