//! `sort`.
//!
//! The order of items that a comparison contradicts itself about (`a: b: a <= b` is the common
//! one) depends on the algorithm, so this is the one that Nix uses: peeksort, a merge sort that
//! starts from the runs it finds (Munro and Wild, "Nearly-Optimal Mergesorts", 2018), and insertion
//! sort for short lists.

use super::lists::exact;
use super::{Builtin, builtin};
use crate::pure::Evaluator;
use crate::pure::fault::{Eval, Fault};
use crate::pure::value::{Thunk, Unknown, Value};

pub(super) fn table() -> Vec<Builtin> {
    vec![builtin("sort", 2, sort)]
}

fn sort(ev: &mut Evaluator, args: &[Thunk]) -> Eval<Value> {
    let list = exact!(ev, args[1]);
    if list.items.is_empty() {
        return Ok(ev.heap.list_of(Vec::new()));
    }
    let less = ev.function_arg(args[0])?;
    for item in &list.items {
        ev.force(*item)?;
    }
    let mut sorter = Sorter { ev, less, items: list.items.to_vec() };
    match sorter.run() {
        Ok(()) => {
            let items = sorter.items;
            Ok(ev.heap.list_of(items))
        }
        Err(Stop::Unknown(cause)) => {
            ev.assume();
            Ok(Value::Unknown(cause))
        }
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

/// Why there is no sorted list.
enum Stop {
    Fault(Box<Fault>),
    Unknown(Unknown),
}

impl From<Box<Fault>> for Stop {
    fn from(fault: Box<Fault>) -> Self {
        Self::Fault(fault)
    }
}

struct Sorter<'e> {
    ev: &'e mut Evaluator,
    less: Value,
    items: Vec<Thunk>,
}

/// Lists up to this length are sorted by insertion.
const SHORT: usize = 16;

impl Sorter<'_> {
    fn less(&mut self, a: Thunk, b: Thunk) -> Result<bool, Stop> {
        match self.ev.call2(self.less, a, b)? {
            Value::Bool(bool) => Ok(bool),
            Value::Unknown(cause) => Err(Stop::Unknown(cause)),
            other => Err(self.ev.wrong_type("a Boolean", other).into()),
        }
    }

    /// Whether the item at `at` is less than the one before it.
    fn descends(&mut self, at: usize) -> Result<bool, Stop> {
        self.less(self.items[at], self.items[at - 1])
    }

    fn run(&mut self) -> Result<(), Stop> {
        match self.items.len() {
            0 | 1 => Ok(()),
            len => self.peek(0, len, 0, len),
        }
    }

    /// Sorts `begin..end`, of which `begin..left` and `right..end` are sorted already.
    fn peek(&mut self, begin: usize, end: usize, left: usize, right: usize) -> Result<(), Stop> {
        if left == end || right == begin {
            return Ok(());
        }
        if end - begin <= SHORT {
            return self.insertion(begin, end);
        }
        let middle = usize::midpoint(begin, end);
        if middle <= left {
            self.peek(left, end, left + 1, right)?;
            return self.merge(begin, left, end);
        }
        if middle >= right {
            self.peek(begin, right, left, right - 1)?;
            return self.merge(begin, right, end);
        }
        let (start, stop) = self.run_around(middle, left, right)?;
        if start == begin && stop == end {
            return Ok(());
        }
        if middle - start < stop - middle {
            self.peek(begin, start, left, start - 1)?;
            self.peek(start, end, stop, right)?;
            self.merge(begin, start, end)
        } else {
            self.peek(begin, stop, left, start)?;
            self.peek(stop, end, stop + 1, right)?;
            self.merge(begin, stop, end)
        }
    }

    /// The sorted run between `left` and `right` that holds the item before `middle`; one that
    /// descends is turned around.
    fn run_around(
        &mut self,
        middle: usize,
        left: usize,
        right: usize,
    ) -> Result<(usize, usize), Stop> {
        let descending = self.descends(middle)?;
        let mut start = middle - 1;
        while start > left && self.descends(start)? == descending {
            start -= 1;
        }
        let mut stop = middle;
        while stop < right && self.descends(stop)? == descending {
            stop += 1;
        }
        if descending {
            self.items[start..stop].reverse();
        }
        Ok((start, stop))
    }

    fn insertion(&mut self, begin: usize, end: usize) -> Result<(), Stop> {
        for next in begin + 1..end {
            let mut at = next;
            while at > begin && self.descends(at)? {
                self.items.swap(at, at - 1);
                at -= 1;
            }
        }
        Ok(())
    }

    /// Merges two sorted runs.
    fn merge(&mut self, begin: usize, middle: usize, end: usize) -> Result<(), Stop> {
        let mut merged = Vec::with_capacity(end - begin);
        let (mut left, mut right) = (begin, middle);
        while left < middle && right < end {
            if self.less(self.items[right], self.items[left])? {
                merged.push(self.items[right]);
                right += 1;
            } else {
                merged.push(self.items[left]);
                left += 1;
            }
        }
        merged.extend_from_slice(&self.items[left..middle]);
        merged.extend_from_slice(&self.items[right..end]);
        self.items[begin..end].copy_from_slice(&merged);
        Ok(())
    }
}
