//! Promises: what they need to be measured, and the series recorded for them.
//!
//! The method is that of the Site Reliability Workbook, chapter 5: a page where the error budget of 30
//! days burns 14.4 times as fast as it may over an hour and five minutes, or 6 times over six hours and
//! half an hour; a ticket where it burns as fast as it may over three days and six hours.

use crate::error::{Error, Result};
use crate::model::fleet::{Fleet, Slo};

use super::limits::{number, seconds};
use super::records::Record;

/// How much faster than allowed the budget burns when somebody is woken.
const PAGE: f64 = 14.4;

/// Failed probes within an hour that may wake somebody; fewer are a blip.
const PROBES: u64 = 3;

/// Time between two probes unless the inventory says otherwise, in seconds.
pub(super) const INTERVAL: u64 = 15;

/// The time over which errors are averaged.
const WINDOWS: [&str; 5] = ["5m", "30m", "1h", "6h", "3d"];

/// Time between two probes, in seconds.
pub(super) fn interval(slo: &Slo) -> u64 {
    slo.interval.map_or(INTERVAL, |span| span.seconds().max(1))
}

/// The share of probes that may fail.
fn budget(objective: f64) -> f64 {
    (100.0 - objective) / 100.0
}

/// How many failed probes within an hour wake somebody.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most as many as seconds of an hour"
)]
fn probes_to_page(objective: f64, interval: u64) -> u64 {
    // What binary fractions lose must not turn 3 into 2.
    (PAGE * budget(objective) * 3600.0 / seconds(interval) + 1e-9).floor().max(0.0) as u64 + 1
}

/// Refuses promises that cannot be told from a blip, or never broken.
///
/// # Errors
/// The promise, and what to say instead.
pub(super) fn check(fleet: &Fleet) -> Result<()> {
    for (name, slo) in &fleet.slos {
        if let (Some(objective), Some(_)) = (slo.objective, &slo.url) {
            check_one(name, objective, interval(slo))?;
        }
    }
    Ok(())
}

fn check_one(name: &str, objective: f64, interval: u64) -> Result<()> {
    let refused = |why: String| {
        Err(Error::input(format!("slos.{name}.objective cannot be measured")).because(why))
    };
    if objective >= 100.0 {
        return refused("100 % leaves nothing that may fail: the first blip breaks it".to_owned())
            .map_err(|error| error.hint("promise 99.9 or less"));
    }
    if PAGE * budget(objective) >= 1.0 {
        let least = 100.0 - 100.0 / PAGE;
        return refused(format!(
            "at {} % no outage burns fast enough to wake anybody",
            number(objective)
        ))
        .map_err(|error| {
            error.hint(format!(
                "promise more than {least:.1} %, or none: a probe alone tells an outage"
            ))
        });
    }
    let probes = probes_to_page(objective, interval);
    if probes >= PROBES {
        return Ok(());
    }
    let longest = (PAGE * budget(objective) * 3600.0 / seconds(PROBES - 1) + 1e-9).floor();
    refused(format!(
        "with a probe every {interval} s, {probes} that fail within an hour wake somebody"
    ))
    .map_err(|error| {
        error.hint(format!("set slos.{name}.interval to {longest} s or less, or promise less"))
    })
}

/// What is recorded: the share of failed probes over each window, and what may fail.
pub(super) fn records(fleet: &Fleet) -> Vec<Record> {
    let promised = |slo: &Slo| slo.url.is_some().then_some(slo.objective).flatten();
    let budgets: Vec<Record> = fleet
        .slos
        .iter()
        .filter_map(|(name, slo)| {
            let labels = [("slo".to_owned(), name.clone())].into();
            let value = number(budget(promised(slo)?));
            Some(Record::constant("slo:error_budget:ratio", &value, labels))
        })
        .collect();
    if budgets.is_empty() {
        return budgets;
    }
    let ratio = |window: &str| Record {
        name: format!("slo:probe_errors:ratio{window}"),
        expr: format!(
            "1 - avg by (slo, host, site) (avg_over_time(probe_success{{slo!=\"\"}}[{window}]))"
        ),
        labels: [].into(),
    };
    WINDOWS.into_iter().map(ratio).chain(budgets).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_one, probes_to_page};

    #[test]
    fn a_blip_is_no_outage() {
        assert_eq!(probes_to_page(99.9, 60), 1);
        assert_eq!(probes_to_page(99.9, 15), 4);
        assert_eq!(probes_to_page(99.0, 15), 35);
        assert!(check_one("web", 99.9, 15).is_ok());
        let refused = check_one("web", 99.9, 60).unwrap_err();
        assert_eq!(refused.hints, ["set slos.web.interval to 25 s or less, or promise less"]);
        assert!(check_one("web", 99.9, 25).is_ok());
        assert!(check_one("web", 99.9, 26).is_err());
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        for objective in [0.0, 90.0, 93.0, 100.0] {
            assert!(check_one("web", objective, 15).is_err(), "{objective}");
        }
        assert!(check_one("web", 93.1, 15).is_ok());
    }
}
