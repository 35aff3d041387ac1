//! Where each input of a lock comes to in the end.
//!
//! Each `follows` is resolved once, with an explicit stack: a hostile lock may chain thousands.

use super::{Node, NodeId, Resolved, Target};

/// Position of an input: its node and its place among the node's inputs.
type Place = (usize, usize);

/// A `follows` being resolved: whose it is, how much of its path is walked, and to where.
struct Walk {
    place: Place,
    walked: usize,
    at: NodeId,
}

enum State {
    Open,
    Walking,
    Done(Resolved),
}

/// Fills in [`super::Input::resolved`] of every input. `direct` says which node a key names.
pub(super) fn resolve(nodes: &mut [Node], root: NodeId, direct: impl Fn(&str) -> Option<NodeId>) {
    let mut states: Vec<Vec<State>> = nodes
        .iter()
        .map(|node| {
            let state = |target: &Target| match target {
                Target::Node(name) => {
                    State::Done(direct(name).map_or(Resolved::Nowhere, Resolved::Node))
                }
                Target::Follows(_) => State::Open,
            };
            node.inputs.iter().map(|input| state(&input.target)).collect()
        })
        .collect();
    for node in 0..nodes.len() {
        for input in 0..nodes[node].inputs.len() {
            walk(nodes, root, &mut states, (node, input));
        }
    }
    for (node, states) in nodes.iter_mut().zip(states) {
        for (input, state) in node.inputs.iter_mut().zip(states) {
            if let State::Done(resolved) = state {
                input.resolved = resolved;
            }
        }
    }
}

fn walk(nodes: &[Node], root: NodeId, states: &mut [Vec<State>], start: Place) {
    let mut stack = Vec::new();
    if let State::Open = states[start.0][start.1] {
        states[start.0][start.1] = State::Walking;
        stack.push(Walk { place: start, walked: 0, at: root });
    }
    while let Some(mut top) = stack.pop() {
        match step(nodes, states, &top) {
            Step::To(node) => {
                top.walked += 1;
                top.at = node;
                stack.push(top);
            }
            Step::First(place) => {
                states[place.0][place.1] = State::Walking;
                stack.push(top);
                stack.push(Walk { place, walked: 0, at: root });
            }
            Step::End(resolved) => states[top.place.0][top.place.1] = State::Done(resolved),
        }
    }
}

enum Step {
    /// The next name leads to this node.
    To(NodeId),
    /// The next name is itself a `follows` that is not resolved yet.
    First(Place),
    /// The path is walked, or leads no further.
    End(Resolved),
}

fn step(nodes: &[Node], states: &[Vec<State>], walk: &Walk) -> Step {
    let input = &nodes[walk.place.0].inputs[walk.place.1];
    let Target::Follows(path) = &input.target else {
        return Step::End(Resolved::Nowhere);
    };
    let Some(name) = path.get(walk.walked) else {
        return Step::End(Resolved::Node(walk.at));
    };
    let node = walk.at.0 as usize;
    let Ok(at) = nodes[node].inputs.binary_search_by(|input| input.name.cmp(name)) else {
        return Step::End(Resolved::Nowhere);
    };
    match states[node][at] {
        State::Done(Resolved::Node(id)) => Step::To(id),
        State::Done(dead) => Step::End(dead),
        State::Walking => Step::End(Resolved::Cycle),
        State::Open => Step::First((node, at)),
    }
}
