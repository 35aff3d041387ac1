//! Workers: as many at a time as cores and memory allow.
//!
//! The next one starts only where what the running ones have, and what one is known to need, fits.
//! Where it does not fit in spite of that, the youngest is stopped and begins again alone.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::memory;

/// What a worker is thought to need before one has ended, in bytes: a small host of NixOS.
const FIRST_GUESS: u64 = 400 << 20;

/// How often a waiting worker looks whether it may start: memory frees itself without telling.
const PATIENCE: Duration = Duration::from_millis(100);

/// How much there may be of it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Workers at a time, at least one.
    pub jobs: usize,
    /// Bytes for all of them together; what the machine has left where none is given.
    pub memory: Option<u64>,
}

/// Does the work for each item; the answers stand in the order of the items.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    limits: Limits,
    work: impl Fn(&T, &Slot<'_>) -> R + Sync,
) -> Vec<R> {
    let pool = Pool { limits, state: Mutex::default(), changed: Condvar::new() };
    let answers: Mutex<BTreeMap<usize, R>> = Mutex::default();
    let run = || {
        while let Some(number) = pool.start(items.len()) {
            let Some(item) = items.get(number) else { break };
            let answer = work(item, &Slot { pool: &pool, number });
            pool.end(number);
            lock(&answers).insert(number, answer);
        }
    };
    thread::scope(|scope| {
        for _ in 0..limits.jobs.clamp(1, items.len().max(1)) {
            scope.spawn(run);
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}

/// A worker's place in the pool.
pub struct Slot<'a> {
    pool: &'a Pool,
    number: usize,
}

impl Slot<'_> {
    /// Notes what the worker's process has in memory, and says it, in bytes; false where it has to
    /// stop, so that the older ones have enough.
    pub(super) fn observe(&self, process: u32) -> (bool, u64) {
        let has = memory::resident(process);
        (self.pool.observe(self.number, has), has)
    }

    /// Waits until nobody else works, and has the machine alone until the worker's end.
    pub(super) fn be_alone(&self) {
        let mut state = lock(&self.pool.state);
        state.running.remove(&self.number);
        self.pool.changed.notify_all();
        while !state.running.is_empty() {
            state = self.pool.wait(state);
        }
        state.alone = true;
        state.running.insert(self.number, 0);
    }
}

struct Pool {
    limits: Limits,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    next: usize,
    /// Bytes of each running worker.
    running: BTreeMap<usize, u64>,
    /// The most that one ever had.
    most: u64,
    alone: bool,
}

impl Pool {
    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout(state, PATIENCE);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The number of the next item, once it may start; none where there is no more.
    fn start(&self, count: usize) -> Option<usize> {
        let mut state = lock(&self.state);
        loop {
            if state.next >= count {
                return None;
            }
            if self.fits(&state) {
                let number = state.next;
                state.next += 1;
                state.running.insert(number, 0);
                return Some(number);
            }
            state = self.wait(state);
        }
    }

    fn fits(&self, state: &State) -> bool {
        let need = if state.most == 0 { FIRST_GUESS } else { state.most };
        // One that has just started will grow to what others came to.
        let promised: u64 = state.running.values().map(|&has| has.max(need)).sum();
        state.running.is_empty()
            || (!state.alone && promised.saturating_add(need) <= self.budget(state))
    }

    /// Bytes for all workers.
    fn budget(&self, state: &State) -> u64 {
        let has: u64 = state.running.values().sum();
        let machine = memory::available().map_or(u64::MAX, |left| left.saturating_add(has));
        self.limits.memory.unwrap_or(u64::MAX).min(machine)
    }

    fn observe(&self, number: usize, bytes: u64) -> bool {
        let mut state = lock(&self.state);
        state.most = state.most.max(bytes);
        state.running.insert(number, bytes);
        let has: u64 = state.running.values().sum();
        let is_youngest = state.running.keys().next_back() == Some(&number);
        let is_only = state.running.len() == 1;
        is_only || !is_youngest || has <= self.budget(&state)
    }

    fn end(&self, number: usize) {
        let mut state = lock(&self.state);
        state.running.remove(&number);
        state.alone = false;
        self.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn most_at_once(limits: Limits, bytes: u64) -> usize {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items: Vec<usize> = (0..12).collect();
        let answers = each(&items, limits, |&item, slot| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            slot.pool.observe(slot.number, bytes);
            thread::sleep(Duration::from_millis(5));
            now.fetch_sub(1, Ordering::SeqCst);
            item * 2
        });
        assert_eq!(answers, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        most.into_inner()
    }

    #[test]
    fn no_more_than_allowed_and_all_of_them() {
        assert!(most_at_once(Limits { jobs: 3, memory: None }, 1) <= 3);
        assert_eq!(most_at_once(Limits { jobs: 8, memory: Some(1 << 20) }, 1 << 20), 1);
        assert!(most_at_once(Limits { jobs: 8, memory: Some(900 << 20) }, 400 << 20) <= 2);
    }

    #[test]
    fn the_youngest_makes_way() {
        let limits = Limits { jobs: 2, memory: Some(100) };
        let pool = Pool { limits, state: Mutex::default(), changed: Condvar::new() };
        assert!(pool.observe(0, 60));
        assert!(!pool.observe(1, 60));
        assert!(pool.observe(0, 60), "the older one stays");
        pool.end(1);
        assert!(pool.observe(0, 500), "alone it may have what it needs");
    }
}
