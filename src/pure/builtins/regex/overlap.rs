//! Matching by hand where rules differ.
//!
//! Where alternatives overlap, what Nix's library finds inside a text is neither the first match by
//! Perl's rules nor the longest by POSIX: it tries every alternative and keeps the longest match,
//! but a repetition that has found any match as greedy as it is does not try to be less so. And
//! what is repeated goes round once more on nothing where it can, which its groups show. The
//! `regex` crate has no such mode; this is a plain search for the few patterns where it matters.

use super::bytes::ByteSet;
use super::syntax::{Node, Refusal};
use super::{Match, Span};

/// Whether alternatives can start with the same byte; where they exclude one another, all rules
/// agree on which is taken.
pub(super) fn overlaps(node: &Node) -> bool {
    match node {
        Node::Start | Node::End | Node::Byte(_) => false,
        Node::Sequence(nodes) => nodes.iter().any(overlaps),
        Node::Group(_, node) | Node::Repeat { node, .. } => overlaps(node),
        Node::Choice(nodes) => {
            let mut seen = ByteSet::default();
            nodes.iter().any(|node| {
                let (first, empty) = first(node);
                let overlap = empty || seen.intersects(first) || overlaps(node);
                seen = seen.union(first);
                overlap
            })
        }
    }
}

/// Whether anything is repeated that can be empty.
pub(super) fn repeats_nothing(node: &Node) -> bool {
    match node {
        Node::Start | Node::End | Node::Byte(_) => false,
        Node::Sequence(nodes) | Node::Choice(nodes) => nodes.iter().any(repeats_nothing),
        Node::Group(_, node) => repeats_nothing(node),
        Node::Repeat { node, most, .. } => {
            most.is_none_or(|most| most > 1) && first(node).1 || repeats_nothing(node)
        }
    }
}

/// The bytes a match can start with, and whether it can be empty.
fn first(node: &Node) -> (ByteSet, bool) {
    match node {
        Node::Start | Node::End => (ByteSet::default(), true),
        Node::Byte(set) => (*set, false),
        Node::Sequence(nodes) => {
            let mut all = ByteSet::default();
            for node in nodes {
                let (set, empty) = first(node);
                all = all.union(set);
                if !empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        Node::Choice(nodes) => {
            nodes.iter().map(first).fold((ByteSet::default(), false), |(all, any), (set, empty)| {
                (all.union(set), any || empty)
            })
        }
        Node::Group(_, node) => first(node),
        Node::Repeat { node, least, .. } => {
            let (set, empty) = first(node);
            (set, empty || *least == 0)
        }
    }
}

/// A state of the machine; numbers are positions in its table.
#[derive(Clone, Copy)]
enum State {
    Accept,
    Start(usize),
    End(usize),
    Byte(ByteSet, usize),
    /// Tries both and keeps the longer.
    Either(usize, usize),
    /// Once more, or what follows.
    Loop {
        more: usize,
        rest: usize,
    },
    Open(usize, usize),
    Close(usize, usize),
}

/// A compiled expression.
pub(super) struct Machine {
    states: Vec<State>,
    start: usize,
    groups: usize,
}

/// States beyond which Nix gives up as well.
const MOST_STATES: usize = 100_000;

/// Steps of one search; far more than a sensible pattern needs.
const MOST_STEPS: usize = 2_000_000;

impl Machine {
    /// None where it would be too large.
    pub(super) fn new(node: &Node, groups: usize) -> Option<Self> {
        let mut machine = Self { states: vec![State::Accept], start: 0, groups };
        machine.start = machine.add(node, 0)?;
        Some(machine)
    }

    fn push(&mut self, state: State) -> Option<usize> {
        self.states.push(state);
        (self.states.len() <= MOST_STATES).then(|| self.states.len() - 1)
    }

    /// Adds what matches `node` and goes on at `next`.
    fn add(&mut self, node: &Node, next: usize) -> Option<usize> {
        match node {
            Node::Start => self.push(State::Start(next)),
            Node::End => self.push(State::End(next)),
            Node::Byte(set) => self.push(State::Byte(*set, next)),
            Node::Sequence(nodes) => {
                nodes.iter().rev().try_fold(next, |next, node| self.add(node, next))
            }
            Node::Choice(nodes) => {
                let (last, others) = nodes.split_last()?;
                let last = self.add(last, next)?;
                others.iter().rev().try_fold(last, |rest, node| {
                    let start = self.add(node, next)?;
                    self.push(State::Either(start, rest))
                })
            }
            Node::Group(number, node) => {
                let close = self.push(State::Close(*number, next))?;
                let inner = self.add(node, close)?;
                self.push(State::Open(*number, inner))
            }
            Node::Repeat { node, least, most } => {
                let mut start = match most {
                    None => self.unbounded(node, next)?,
                    Some(most) => (*least..*most).try_fold(next, |rest, _| {
                        let more = self.add(node, rest)?;
                        self.push(State::Loop { more, rest: next })
                    })?,
                };
                for _ in 0..*least {
                    start = self.add(node, start)?;
                }
                Some(start)
            }
        }
    }

    fn unbounded(&mut self, node: &Node, rest: usize) -> Option<usize> {
        let again = self.push(State::Loop { more: rest, rest })?;
        let more = self.add(node, again)?;
        self.states[again] = State::Loop { more, rest };
        Some(again)
    }

    /// The first match at or behind `from`, or of `whole` text: the match and its groups. Refused
    /// where the search takes too long.
    pub(super) fn find(
        &self,
        text: &[u8],
        from: usize,
        whole: bool,
    ) -> Result<Option<Match>, Refusal> {
        let mut search = Search {
            machine: self,
            text,
            whole,
            found: false,
            best: None,
            open: vec![0; self.groups],
            groups: vec![None; self.groups],
            loops: vec![(usize::MAX, 0); self.states.len()],
            tasks: Vec::new(),
            steps: 0,
        };
        let last = if whole { from } else { text.len() };
        for start in from..=last {
            search.run(start).ok_or(Refusal::Unclear)?;
            if let Some((end, groups)) = search.best.take() {
                return Ok(Some(std::iter::once(Some((start, end))).chain(groups).collect()));
            }
        }
        Ok(None)
    }
}

/// What remains to be done, the last first.
enum Task {
    Try(usize, usize),
    /// The second alternative, after the first.
    Other(usize, usize),
    /// Both alternatives are done; whether the first had a match.
    Both(bool),
    /// What follows a loop, unless the loop has found a match.
    Rest(usize, usize),
    SetLoop(usize, (usize, u8)),
    SetOpen(usize, usize),
    SetGroup(usize, Option<Span>),
}

struct Search<'m> {
    machine: &'m Machine,
    text: &'m [u8],
    /// Whether only a match of all the text counts.
    whole: bool,
    /// Whether the branch under way has come to an end.
    found: bool,
    best: Option<(usize, Vec<Option<Span>>)>,
    open: Vec<usize>,
    groups: Vec<Option<Span>>,
    /// Where each loop last went round, and how often without moving.
    loops: Vec<(usize, u8)>,
    tasks: Vec<Task>,
    steps: usize,
}

impl Search<'_> {
    fn run(&mut self, start: usize) -> Option<()> {
        self.found = false;
        self.tasks.push(Task::Try(self.machine.start, start));
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Try(state, at) => self.follow(state, at)?,
                Task::Other(state, at) => {
                    self.tasks.push(Task::Both(std::mem::take(&mut self.found)));
                    self.follow(state, at)?;
                }
                Task::Both(found) => self.found |= found,
                Task::Rest(..) if self.found => {}
                Task::Rest(state, at) => self.follow(state, at)?,
                Task::SetLoop(state, old) => self.loops[state] = old,
                Task::SetOpen(group, old) => self.open[group] = old,
                Task::SetGroup(group, old) => self.groups[group] = old,
            }
        }
        Some(())
    }

    /// Follows one path until it ends, noting what else is to be tried and put back.
    fn follow(&mut self, mut state: usize, mut at: usize) -> Option<()> {
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            state = match self.machine.states[state] {
                State::Accept if self.whole && at < self.text.len() => {
                    self.found = false;
                    return Some(());
                }
                State::Accept => {
                    self.found = true;
                    if self.best.as_ref().is_none_or(|best| best.0 < at) {
                        self.best = Some((at, self.groups.clone()));
                    }
                    return Some(());
                }
                State::Start(next) if at == 0 => next,
                State::End(next) if at == self.text.len() => next,
                State::Byte(set, next) if self.text.get(at).is_some_and(|b| set.contains(*b)) => {
                    at += 1;
                    next
                }
                State::Start(_) | State::End(_) | State::Byte(..) => return Some(()),
                State::Either(first, second) => {
                    self.tasks.push(Task::Other(second, at));
                    first
                }
                State::Loop { more, rest } => {
                    let old = self.loops[state];
                    let new = if old.0 == at { (at, old.1 + 1) } else { (at, 1) };
                    if new.1 > 2 {
                        rest
                    } else {
                        self.tasks.push(Task::Rest(rest, at));
                        self.tasks.push(Task::SetLoop(state, old));
                        self.loops[state] = new;
                        more
                    }
                }
                State::Open(group, next) => {
                    self.tasks.push(Task::SetOpen(group, self.open[group]));
                    self.open[group] = at;
                    next
                }
                State::Close(group, next) => {
                    self.tasks.push(Task::SetGroup(group, self.groups[group]));
                    self.groups[group] = Some((self.open[group], at));
                    next
                }
            };
        }
    }
}
