//! Asking hosts, many at a time.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::reach::Reachable;
use super::row;
use crate::model::report::{HostStatus, Reached};
use crate::ssh::{Failure, Ran, Ssh};
use crate::status;

/// Hosts that are asked at a time: waiting costs little, a login some tenths of a second of CPU.
const AT_A_TIME: usize = 32;

/// Asks all of them; the rows stand in their order.
pub(super) fn hosts(ssh: &Ssh, hosts: &[Reachable], within: Duration) -> Vec<HostStatus> {
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, HostStatus)>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME.min(hosts.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(host) = hosts.get(at) else { break };
                    let row = one(ssh, host, within);
                    rows.lock().unwrap_or_else(PoisonError::into_inner).push((at, row));
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn one(ssh: &Ssh, host: &Reachable, within: Duration) -> HostStatus {
    let end = Instant::now() + within;
    let connection = match ssh.connect(&host.target.name, within) {
        Ok(connection) => connection,
        Err(failure) => return failed(host, &failure),
    };
    let left = end.saturating_duration_since(Instant::now());
    let answer = connection.script(status::SCRIPT, left);
    let mut row = match answer {
        Err(failure) => failed(host, &failure),
        Ok(ran) => answered(host, &ran),
    };
    row.address = Some(connection.address.clone());
    row
}

fn answered(host: &Reachable, ran: &Ran) -> HostStatus {
    if let Some(seen) = status::read(&ran.stdout) {
        return HostStatus { seen: Some(seen), ..row(host, Reached::Up) };
    }
    let said = ran.stderr.lines().last().unwrap_or("nothing").trim();
    let why = format!("the script ended with {} and says: {said}", ran.code);
    HostStatus { why: Some(why), ..row(host, Reached::Lost) }
}

fn failed(host: &Reachable, failure: &Failure) -> HostStatus {
    let state = match failure {
        Failure::NoAnswer(_) if host.always_on => Reached::Down,
        Failure::NoAnswer(_) => Reached::Away,
        Failure::HostKey(_) | Failure::UnknownKey(_) => Reached::Untrusted,
        Failure::Refused(_) => Reached::Refused,
        Failure::Lost(_) => Reached::Lost,
    };
    HostStatus { why: Some(failure.to_string()), ..row(host, state) }
}
